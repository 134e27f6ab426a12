
BprobabilitiesJ(¸µm6é‹;˜çÌ8oN¿9íd4„ß¡3ÒU3/rÈ~?Èxè4­B’7