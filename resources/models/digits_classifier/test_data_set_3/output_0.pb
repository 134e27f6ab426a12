
BprobabilitiesJ(õJ4K´â/~–1ş”z?’Ùƒ/GÑ¬<À°ƒ8…>6Œµ6ñP¯,