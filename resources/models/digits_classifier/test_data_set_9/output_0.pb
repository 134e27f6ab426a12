
BprobabilitiesJ(Vè19ﬂÓi86T3m7#ã3Ìyä0’$+8SH:jª?