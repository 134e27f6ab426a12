
BprobabilitiesJ(χ?YΟ.Y68ÿ£8οχ/δ…5Γϊ`4μQª2gΉΏ6Η&3