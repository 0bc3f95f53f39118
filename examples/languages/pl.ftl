# The words of the influence family in Polish, as an app would write them for its own score.
label-influence = Wpływ
label-reach = zasięg
label-engagement = zaangażowanie
label-strength = siła
change-equal-network-weight = Każda połączona sieć liczy się teraz tak samo.
title-equal-network-weight = Równa waga sieci
change-active-audience = Obserwujący, którzy nigdy nie reagują, już się nie liczą.
title-active-audience = Aktywni odbiorcy
change-recalibration = Całą skalę podniesiono, aby typowe wyniki pozostały tam, gdzie były.
title-recalibration = Nowa skala
change-self-hosted-blogs = Własny blog liczy się teraz tak jak sieć.
title-self-hosted-blogs = Własne blogi
change-who-comments = Komentarze wielu różnych osób liczą się teraz bardziej niż wiele komentarzy kilku osób.
title-who-comments = Kto komentuje
