
BprobabilitiesJ(ฤ/8Eฐ?ฉaU8
ฮ8พZ9od8๊/:-*q6ะIA9๛กต7