# The words of the influence family in German, as an app would write them for its own score.
label-influence = Einfluss
label-reach = Reichweite
label-engagement = Engagement
label-strength = Stärke
change-equal-network-weight = Jedes verbundene Netzwerk zählt jetzt gleich viel.
title-equal-network-weight = Gleiches Gewicht der Netzwerke
change-active-audience = Follower, die nie reagieren, zählen nicht mehr.
title-active-audience = Aktives Publikum
change-recalibration = Die gesamte Skala wurde angehoben, damit typische Scores dort bleiben, wo sie waren.
title-recalibration = Neue Skala
change-self-hosted-blogs = Ein eigener Blog zählt jetzt wie ein Netzwerk.
title-self-hosted-blogs = Eigene Blogs
change-who-comments = Kommentare vieler verschiedener Menschen zählen jetzt mehr als viele Kommentare weniger.
title-who-comments = Wer kommentiert
