
BprobabilitiesJ(ÑÅ3CÉO3¿»’3X„3¹ü?­Áü/ŠDË7äÒ'1[Ñ6|¢¡7