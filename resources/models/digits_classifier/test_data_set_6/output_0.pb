
BprobabilitiesJ(‡fÖ7à<:4”Ò5 78¹\Ò:rf÷:J•~?Zò3.¤:w¬ 5