
BprobabilitiesJ(ñø<š“?8ÃSÎ:åj>¥±A7pÝ&:Æ‚…9’÷9Ø¼@?í¡_9