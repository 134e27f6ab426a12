
BprobabilitiesJ(½wä0ˆQw(êÊw.•³8.‰k&`ú?B·3@Gæ/f4Wº.-