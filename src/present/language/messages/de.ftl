# Deutsch. Der Leser wird gesiezt ($voice = you); über andere wird unpersönlich geschrieben, weil „ihr“ wie „Ihr“ klingt.
# Namen stehen in Anführungszeichen oder am Anfang, damit sie nicht gebeugt werden müssen.

# ------------------------------------------------------------------------------------------------------- Bausteine

part-score =
    { $voice ->
        [you] Ihr Score „{ $score }“
       *[subject] Der Score „{ $score }“
    }
part-aside =
    { $aside ->
        [better] , eine Verbesserung: weniger ist besser
        [worse] , eine Verschlechterung: weniger ist besser
       *[plain] { "" }
    }
part-when =
    { $when ->
        [on] { " " }am { $until }
        [between] { " " }zwischen dem { $since } und dem { $until }
       *[unknown] { "" }
    }
part-moved =
    { $moved_sign ->
        [minus] von { $before } auf { $after } gefallen ({ $moved }{ part-aside })
        [plus] von { $before } auf { $after } gestiegen ({ $moved }{ part-aside })
       *[zero] bei { $after } geblieben
    }
part-same = Beide Werte stammen aus Version { $to }.
part-other-model = Beide Werte tragen Version { $to }, stammen aber aus zwei verschiedenen Modellen.
part-thing =
    { $thing_is ->
        [named] „{ $thing }“
       *[it] dieser Teil
    }
part-value =
    { $thing_is ->
        [named] „{ $thing }“
       *[it] der Wert
    }
part-for-you =
    { $voice ->
        [you] für Sie
       *[subject] hier
    }
part-held-name =
    { $scopes_is ->
        [some] „{ $name }“ ({ $scopes })
       *[none] „{ $name }“
    }
part-held =
    { $limit ->
        [floor] durch eine Untergrenze
       *[cap] durch eine Obergrenze
    }

# --------------------------------------------------------------------------------------------------- Überschriften

effective =
    { $voice ->
        [you] Ab { $date } wird Ihr Score auf neue Weise berechnet.
       *[subject] Ab { $date } wird der Score auf neue Weise berechnet.
    }
unaffected =
    { $voice ->
        [you] Am { $date } ändert sich nichts: Ihr Score wird weiter so berechnet wie heute.
       *[subject] Am { $date } ändert sich nichts: Der Score wird weiter so berechnet wie heute.
    }
part-changed =
    { $course ->
        [taken-back]
            { $voice ->
                [you] Wir sind zur früheren Berechnung des Scores zurückgekehrt.
               *[subject] Der Score wird wieder so berechnet wie früher.
            }
       *[made]
            { $voice ->
                [you] Wir haben die Berechnung des Scores geändert.
               *[subject] Die Berechnung des Scores wurde geändert.
            }
    }
part-still =
    { $own ->
        [still]
            { $voice ->
                [you] { " " }Nichts davon haben Sie selbst bewirkt.
               *[subject] { " " }Die Daten der Person haben nichts daran geändert.
            }
       *[open] { "" }
    }
verdict-ours = { part-changed }{ part-still }
verdict-none =
    { $calculation ->
        [same] Beide Versionen berechnen den Score auf dieselbe Weise. Das ändert { part-for-you } nichts.
        [balanced] { part-changed } Zusammen ergibt das { part-for-you } 0.
       *[idle] { part-changed } Das hat { part-for-you } nichts geändert.
    }
part-calculation =
    { $calculation ->
        [same] ; berechnet wird er wie vorher.
        [balanced] . Was an der Berechnung geändert wurde, ergibt { part-for-you } zusammen 0.
       *[idle] . Die neue Berechnung hat { part-for-you } nichts geändert.
    }
verdict-own =
    { $voice ->
        [you] Ihre eigenen Daten haben den Score verändert{ part-calculation }
       *[subject] Die Daten der Person haben den Score verändert{ part-calculation }
    }
verdict-around =
    { $voice ->
        [you] Was sich in Ihrem Umfeld geändert hat, hat den Score verändert{ part-calculation }{ part-still }
       *[subject] Was sich im Umfeld geändert hat, hat den Score verändert{ part-calculation }{ part-still }
    }
part-own =
    { $voice ->
        [you] Ihre eigenen Daten
       *[subject] die Daten der Person
    }
part-around =
    { $voice ->
        [you] Änderungen in Ihrem Umfeld
       *[subject] Änderungen im Umfeld
    }
verdict-several =
    { $movers ->
        [ours-own] Zweierlei hat den Score verändert: die neue Berechnung ({ $ours }) und { part-own } ({ $own }).
        [ours-around] Zweierlei hat den Score verändert: die neue Berechnung ({ $ours }) und { part-around } ({ $around }).
        [own-around] Zweierlei hat den Score verändert: { part-own } ({ $own }) und { part-around } ({ $around }).
       *[all] Dreierlei hat den Score verändert: die neue Berechnung ({ $ours }), { part-own } ({ $own }) und { part-around } ({ $around }).
    }
verdict-several-banded =
    { $movers ->
        [ours-own] Zweierlei hat den Score verändert: die neue Berechnung und { part-own }.
        [ours-around] Zweierlei hat den Score verändert: die neue Berechnung und { part-around }.
        [own-around] Zweierlei hat den Score verändert: { part-own } und { part-around }.
       *[all] Dreierlei hat den Score verändert: die neue Berechnung, { part-own } und { part-around }.
    }
part-moved-by =
    { $tense ->
        [planned]
            { $way ->
                [fell] werden { $share } um mehr als { $points } fallen
               *[rose] werden { $share } um mehr als { $points } steigen
            }
       *[done]
            { $way ->
                [fell] sind { $share } um mehr als { $points } gefallen
               *[rose] sind { $share } um mehr als { $points } gestiegen
            }
    }
this-far =
    { $subjects_is ->
        [named] Insgesamt ({ $subjects }) { part-moved-by }.
       *[scores] Von allen Scores { part-moved-by }.
    }
moved =
    { $versions ->
        [newer] { part-score } ist{ part-when } bei der Umstellung von Version { $from } auf Version { $to } { part-moved }.
        [older] { part-score } ist{ part-when } bei der Rückkehr von Version { $from } zu Version { $to } { part-moved }.
        [other-model] { part-score } ist{ part-when } { part-moved }. { part-other-model }
       *[same] { part-score } ist{ part-when } { part-moved }, beide Male in Version { $to }.
    }
stayed =
    { $versions ->
        [newer] { part-score } ist bei der Umstellung von Version { $from } auf Version { $to } bei { $after } geblieben.
        [older] { part-score } ist bei der Rückkehr von Version { $from } zu Version { $to } bei { $after } geblieben.
        [other-model] { part-score } ist bei { $after } geblieben. { part-other-model }
       *[same] { part-score } ist bei { $after } geblieben. { part-same }
    }
regraded =
    { $tense ->
        [planned] Der Score wird von „{ $before }“ zu „{ $after }“ wechseln.
        [compared] Der Score ist „{ $after }“ statt „{ $before }“.
       *[done] Der Score ist von „{ $before }“ zu „{ $after }“ gewechselt.
    }
would-move =
    { part-score } beträgt { $before } und wird mit Version { $to } bei { $after } liegen ({ $moved }{ part-aside }).
would-stay = { part-score } wird mit Version { $to } bei { $after } bleiben.
compared =
    { $side ->
        [above] { part-score } beträgt { $after }: { $distance } mehr als der Vergleichswert { $before }.{ part-compared }
       *[below] { part-score } beträgt { $after }: { $distance } weniger als der Vergleichswert { $before }.{ part-compared }
    }
part-compared =
    { $aside ->
        [better] { " " }Das ist eine Verbesserung: Weniger ist besser.
        [worse] { " " }Das ist eine Verschlechterung: Weniger ist besser.
       *[plain] { "" }
    }
compared-same = { part-score } beträgt { $after } und ist damit gleich dem Vergleichswert.
before =
    { $tense ->
        [planned] Heute (Version { $version })
        [compared] Vergleichswert
       *[done] Vorher (Version { $version })
    }
after =
    { $tense ->
        [planned] Dann (Version { $version })
        [compared] Der Score (Version { $version })
       *[done] Nachher (Version { $version })
    }
changes =
    { $tense ->
        [planned]
            { $voice ->
                [you] Was wir ändern werden
               *[subject] Was sich am Verfahren ändern wird
            }
       *[done]
            { $voice ->
                [you] Was wir geändert haben
               *[subject] Was am Verfahren geändert wurde
            }
    }
recalibrations = Was die gesamte Skala verschoben hat
others =
    { $tense ->
        [compared]
            { $voice ->
                [you] Was sich in Ihrem Umfeld unterscheidet
               *[subject] Was sich im Umfeld unterscheidet
            }
       *[done]
            { $voice ->
                [you] Was sich in Ihrem Umfeld geändert hat, für alle
               *[subject] Was sich im Umfeld geändert hat, für alle
            }
    }
own-data =
    { $tense ->
        [compared] Woher der Unterschied kommt
       *[done]
            { $voice ->
                [you] Was sich an Ihren eigenen Daten geändert hat
               *[subject] Was sich an den Daten der Person geändert hat
            }
    }
undivided =
    { $voice ->
        [you] Was sich an Ihren Daten oder am Verfahren geändert hat
       *[subject] Was sich an den Daten oder am Verfahren geändert hat
    }
not-divided =
    { $mover ->
        [data] Was sich an den Daten geändert hat
        [algorithm] Was sich am Verfahren geändert hat
        [both] Was sich am Verfahren und an den Daten geändert hat
       *[unknown] Was sich am Verfahren und vielleicht an den Daten geändert hat
    }
by-place = Nach Bestandteilen, alle Ursachen zusammen
facts = Für das Protokoll

# ------------------------------------------------------------------------------------------------- Beschriftungen

place = { $name }
whole = Der gesamte Score
rounding-title = Rundung
title = { $title }
title-of = { $title } (Version { $version })
algorithm-title = Das Verfahren
data-title =
    { $voice ->
        [you] Eigene Daten
       *[subject] Daten der Person
    }
reference-title = Alle anderen
undivided-title = Daten oder Verfahren
elsewhere = An anderer Stelle
other-title = Weitere Änderungen

# ----------------------------------------------------------------------------------------------------- Änderungen

change =
    { $course ->
        [taken-back] Zurückgenommen: „{ $sentence }“
       *[made] { $sentence }
    }
of-version = Das gehört zu Version { $version }.
algorithm =
    { $course ->
        [taken-back] Es gilt wieder die frühere Art der Berechnung.
       *[made] Die Art der Berechnung.
    }
no-difference =
    { $tense ->
        [planned] Das wird { part-for-you } nichts ändern.
       *[done] Das hat { part-for-you } nichts geändert.
    }
hardly =
    { $tense ->
        [planned] Das wird { part-for-you } kaum etwas ändern.
       *[done] Das hat { part-for-you } kaum etwas geändert.
    }
together =
    { $beside ->
        [data]
            { $voice ->
                [you] Das hängt von Ihren eigenen Daten ab, die sich ebenfalls geändert haben: Mit den Daten von vorher wären es { $alone }, mit den Daten von jetzt { $last }.
               *[subject] Das hängt von den Daten der Person ab, die sich ebenfalls geändert haben: Mit den Daten von vorher wären es { $alone }, mit den Daten von jetzt { $last }.
            }
        [all] Das hängt davon ab, was sich sonst geändert hat: Für sich allein wären es { $alone }, nach allem anderen { $last }.
       *[changes] Das hängt von den anderen Änderungen ab: Für sich allein wären es { $alone }, nach allen anderen { $last }.
    }
other-changes =
    { $count ->
        [one] Eine kleinere Änderung.
       *[other] { $count } kleinere Änderungen zusammen.
    }
other = Alles Übrige zusammen.
idle-changes =
    { $tense ->
        [planned]
            { $count ->
                [one] Eine weitere Änderung wird { part-for-you } nichts ändern.
               *[other] { $count } weitere Änderungen werden { part-for-you } nichts ändern.
            }
       *[done]
            { $count ->
                [one] Eine weitere Änderung hat { part-for-you } nichts geändert.
               *[other] { $count } weitere Änderungen haben { part-for-you } nichts geändert.
            }
    }
part-recalibrated =
    { $course ->
        [taken-back] Davon unabhängig zurückgenommen: „{ $sentence }“
       *[made] Davon unabhängig: { $sentence }
    }
part-none =
    { $voice ->
        [you] kein Unterschied für Sie
       *[subject] hier kein Unterschied
    }
recalibrated =
    { $voice ->
        [you] { part-recalibrated } ({ $points } für Sie).
       *[subject] { part-recalibrated } (hier { $points }).
    }
recalibrated-banded =
    { $band ->
        [nothing] { part-recalibrated } ({ part-none }).
       *[some]
            { $sign ->
                [zero] { part-recalibrated } ({ part-none }).
               *[minus] { part-recalibrated } ({ part-for-you }: { size }).
            }
    }
without =
    { $voice ->
        [you] Ohne dies lägen Sie bei { $level }.
       *[subject] Ohne dies läge der Score bei { $level }.
    }
taking-back =
    { $voice ->
        [you] Würde nur dies zurückgenommen, lägen Sie bei { $level }.
       *[subject] Würde nur dies zurückgenommen, läge der Score bei { $level }.
    }
data-of-today =
    { $voice ->
        [you] Dies ist mit Ihren Daten von heute berechnet.
       *[subject] Dies ist mit den Daten von heute berechnet.
    }

# ------------------------------------------------------------------------------------------------------- Satzteile

counts-and-scores =
    { $tense ->
        [planned] { part-standing } { $standing } und wird zu { $after } statt zu { $before } zählen
        [compared] { part-standing } { $standing } und zählt zu { $after } statt zu { $before }
       *[done] { part-standing } { $standing } und zählt jetzt zu { $after } statt zu { $before }
    }
part-standing =
    { $voice ->
        [you] Ihr Wert dort beträgt
       *[subject] der Wert dort beträgt
    }
counts =
    { $tense ->
        [planned] { part-thing } wird zu { $after } statt zu { $before } zählen
        [compared] { part-thing } zählt zu { $after } statt zu { $before }
       *[done] { part-thing } zählt jetzt zu { $after } statt zu { $before }
    }
counts-after =
    { $tense ->
        [planned] { part-thing } wird zu { $after } zählen
        [compared] { part-thing } zählt zu { $after }
       *[done] { part-thing } zählt jetzt zu { $after }
    }
counts-after-and-scores =
    { $tense ->
        [planned] { part-standing } { $standing } und wird zu { $after } zählen
        [compared] { part-standing } { $standing } und zählt zu { $after }
       *[done] { part-standing } { $standing } und zählt jetzt zu { $after }
    }
counts-before =
    { $tense ->
        [planned] { part-thing } zählt heute zu { $before }
        [compared] { part-thing } zählt dort zu { $before }
       *[done] { part-thing } zählte zu { $before }
    }
part-trend =
    { $trend ->
        [more] mehr
       *[less] weniger
    }
part-among =
    { $among ->
        [lower]
            { $voice ->
                [you] , und Ihr Wert dort ist niedriger als sonst
               *[subject] , und der Wert dort ist niedriger als sonst
            }
        [higher]
            { $voice ->
                [you] , und Ihr Wert dort ist höher als sonst
               *[subject] , und der Wert dort ist höher als sonst
            }
       *[open] { "" }
    }
counts-otherwise =
    { $tense ->
        [planned] { part-thing } wird { part-trend } zählen als heute{ part-among }
        [compared] { part-thing } zählt hier { part-trend }{ part-among }
       *[done] { part-thing } zählt jetzt { part-trend } als vorher{ part-among }
    }
came =
    { $tense ->
        [compared]
            { $voice ->
                [you] { part-thing } ist nur bei Ihnen vorhanden
               *[subject] { part-thing } ist nur hier vorhanden
            }
        [planned]
            { $doer ->
                [algorithm] { part-thing } wird zählen und zählt heute nicht
               *[data] { part-thing } ist neu
            }
       *[done]
            { $doer ->
                [algorithm] { part-thing } zählt jetzt und zählte vorher nicht
               *[data] { part-thing } ist neu
            }
    }
went =
    { $tense ->
        [compared]
            { $voice ->
                [you] { part-thing } ist bei Ihnen nicht vorhanden
               *[subject] { part-thing } ist hier nicht vorhanden
            }
        [planned]
            { $doer ->
                [algorithm] { part-thing } wird nicht mehr zählen
               *[data] { part-thing } ist nicht mehr vorhanden
            }
       *[done]
            { $doer ->
                [algorithm] { part-thing } zählt nicht mehr
               *[data] { part-thing } ist nicht mehr vorhanden
            }
    }
part-came =
    { $tense ->
        [compared]
            { $voice ->
                [you] ein Teil davon ist nur bei Ihnen vorhanden
               *[subject] ein Teil davon ist nur hier vorhanden
            }
        [planned]
            { $doer ->
                [algorithm] ein Teil davon wird zählen und zählt heute nicht
               *[data] ein Teil davon ist neu
            }
       *[done]
            { $doer ->
                [algorithm] ein Teil davon zählt jetzt und zählte vorher nicht
               *[data] ein Teil davon ist neu
            }
    }
part-went =
    { $tense ->
        [compared]
            { $voice ->
                [you] ein Teil davon ist bei Ihnen nicht vorhanden
               *[subject] ein Teil davon ist hier nicht vorhanden
            }
        [planned]
            { $doer ->
                [algorithm] ein Teil davon wird nicht mehr zählen
               *[data] ein Teil davon ist nicht mehr vorhanden
            }
       *[done]
            { $doer ->
                [algorithm] ein Teil davon zählt nicht mehr
               *[data] ein Teil davon ist nicht mehr vorhanden
            }
    }
part-limit =
    { $thing_is ->
        [named] die Grenze „{ $thing }“
       *[it] diese Grenze
    }
part-applies =
    { $tense ->
        [planned] kommt neu hinzu
       *[done] ist neu
    }
part-no-longer-applies =
    { $tense ->
        [planned] fällt weg
       *[done] ist weggefallen
    }
limit-came = { part-limit } { part-applies }
limit-went = { part-limit } { part-no-longer-applies }
limited = eine Grenze { part-applies }
unlimited = eine Grenze { part-no-longer-applies }
limited-otherwise =
    { $tense ->
        [planned] eine Grenze wird künftig anders gesetzt
       *[done] eine Grenze ist anders gesetzt
    }
remeasured =
    { $tense ->
        [planned] { part-thing } wird künftig anders gemessen
       *[done] { part-thing } wird anders gemessen
    }
remeasured-from =
    { $tense ->
        [planned] { part-thing } wird künftig anders gemessen: { $after } statt { $before }
       *[done] { part-thing } wird anders gemessen: { $after } statt { $before }
    }
converted =
    { $tense ->
        [planned] { part-thing } wird künftig anders in Punkte umgerechnet
       *[done] { part-thing } wird anders in Punkte umgerechnet
    }
converted-to =
    { $figures ->
        [alone]
            { $tense ->
                [planned] allein dadurch wird { part-thing } { $after } statt { $before } ergeben
               *[done] allein dadurch ergibt { part-thing } { $after } statt { $before }
            }
       *[scores]
            { $tense ->
                [planned] { part-thing } wird { $after } statt { $before } ergeben
                [compared] { part-thing } ergibt { $after } statt { $before }
               *[done] { part-thing } ergibt jetzt { $after } statt { $before }
            }
    }
rounding = Rundung
several =
    { $thing_is ->
        [named] hinter „{ $thing }“ hat sich mehreres gemeinsam geändert
       *[it] hier hat sich mehreres gemeinsam geändert
    }
band =
    { $tense ->
        [planned] die Stufe wird von „{ $before }“ zu „{ $after }“ wechseln
        [compared] die Stufe ist „{ $after }“ statt „{ $before }“
       *[done] die Stufe wechselte von „{ $before }“ zu „{ $after }“
    }
crossed =
    { $tense ->
        [planned] ein Schwellenwert wird dann überschritten oder unterschritten
        [compared] ein Schwellenwert liegt dazwischen
       *[done] ein Schwellenwert wurde überschritten oder unterschritten
    }
passed =
    { $passing ->
        [reached] { part-value } ging von { $before } auf { $after } und erreichte die Grenze von { $limit }
        [met] { part-value } ging von { $before } auf { $after } und überschritt die Grenze von { $limit }
        [missed] { part-value } ging von { $before } auf { $after } und überschreitet die Grenze von { $limit } nicht mehr
       *[fell] { part-value } ging von { $before } auf { $after } und fiel unter die Grenze von { $limit }
    }
part-old-limit =
    { $before_is ->
        [at-least] mindestens { $before }
        [more-than] mehr als { $before }
       *[plain] { $before }
    }
part-new-limit =
    { $after_is ->
        [at-least] mindestens { $after }
        [more-than] mehr als { $after }
       *[plain] { $after }
    }
limit-moved = { part-value } beträgt { $value }, und die Grenze ging von { part-old-limit } auf { part-new-limit }
part-limit-before =
    { $before_is ->
        [at-least] mindestens { $limit_before }
        [more-than] mehr als { $limit_before }
       *[plain] { $limit_before }
    }
part-limit-after =
    { $after_is ->
        [at-least] mindestens { $limit_after }
        [more-than] mehr als { $limit_after }
       *[plain] { $limit_after }
    }
both-moved =
    { part-value } ging von { $before } auf { $after }, und die Grenze von { part-limit-before } auf { part-limit-after }
value =
    { $thing_is ->
        [named]
            { $tense ->
                [planned] „{ $thing }“ wird von { $before } auf { $after } gehen
                [compared] „{ $thing }“: { $after } statt { $before }
               *[done] „{ $thing }“ ging von { $before } auf { $after }
            }
       *[it]
            { $tense ->
                [compared] { $after } statt { $before }
               *[done] von { $before } auf { $after }
            }
    }
number =
    { $thing_is ->
        [named]
            { $tense ->
                [planned] eine Zahl, mit der „{ $thing }“ berechnet wird, wird von { $before } auf { $after } gehen
                [compared] eine Zahl, mit der „{ $thing }“ berechnet wird, ist { $after } statt { $before }
               *[done] eine Zahl, mit der „{ $thing }“ berechnet wird, ging von { $before } auf { $after }
            }
       *[it]
            { $tense ->
                [planned] eine Zahl, mit der gerechnet wird, wird von { $before } auf { $after } gehen
                [compared] eine Zahl, mit der gerechnet wird, ist { $after } statt { $before }
               *[done] eine Zahl, mit der gerechnet wird, ging von { $before } auf { $after }
            }
    }
set-differently =
    { $tense ->
        [planned] dieser Teil wird künftig anders gezählt
       *[done] dieser Teil wird anders gezählt
    }

# --------------------------------------------------------------------------------------------------------- Hinweise

branch =
    „{ $name }“ ist „{ $after }“ statt „{ $before }“:
    Es zählen andere Dinge als vorher, was oben einzeln erklärt ist.
absent =
    { $voice ->
        [you] Nicht vorhanden, ohne Nachteil für Sie: { $names }.
       *[subject] Nicht vorhanden, ohne Nachteil: { $names }.
    }
more-absent =
    { $count ->
        [one] Ein weiterer Teil ist nicht vorhanden, ohne Nachteil.
       *[other] { $count } weitere Teile sind nicht vorhanden, ohne Nachteil.
    }
score-held = Der Score wird { part-held } bei { $held } gehalten: Ohne diese Grenze läge er bei { $without }.
score-held-plain = Der Score wird { part-held } gehalten.
held = { part-held-name } wird { part-held } bei { $held } gehalten: Ohne diese Grenze wären es { $without }.
held-at = { part-held-name } wird { part-held } bei { $held } gehalten.
held-plain = { part-held-name } wird { part-held } gehalten.
more-held =
    { $count ->
        [one] Ein weiterer Wert wird durch eine Grenze gehalten.
       *[other] { $count } weitere Werte werden durch eine Grenze gehalten.
    }
coarse =
    Vorher und nachher zählen verschiedene Dinge, daher ließen sich einzelne Angaben nicht durch exakte Werte trennen;
    sie sind durch den Vergleich der beiden Formeln aufgeteilt.
one-sided =
    { $voice ->
        [you] Nur auf einer Seite nachgeschlagen und deshalb zu Ihren Daten gezählt: { $names }.
       *[subject] Nur auf einer Seite nachgeschlagen und deshalb zu den Daten der Person gezählt: { $names }.
    }
versions-differ = Der Wechsel der Version kann den Unterschied ganz oder teilweise erklären.
scales-differ = Die beiden Scores haben verschiedene Skalen.
other-subject = Es sind die Scores zweier verschiedener Personen oder Dinge.
formula-not-kept =
    Die Formel wurde nicht mit den Scores aufbewahrt; deshalb ist nicht bekannt, an welcher Stelle sie sich unterscheiden.
part-record =
    { $record_is ->
        [on] der Aufzeichnung vom { $record }
        [earlier] der früheren Aufzeichnung
       *[later] der späteren Aufzeichnung
    }
input-gone = Dies geht allein aus den Aufzeichnungen hervor: Die Eingabe zu { part-record } ist nicht mehr da.
inputs-gone = Dies geht allein aus den Aufzeichnungen hervor: Die Eingaben zu beiden Aufzeichnungen sind nicht mehr da.
not-reproduced =
    { $other ->
        [data] Dies geht allein aus den Aufzeichnungen hervor: Was als Eingabe zu { part-record } vorlag, ist nicht das, was bewertet wurde.
        [model] Dies geht allein aus den Aufzeichnungen hervor: Der Score aus { part-record } kam von einem anderen Build derselben Version.
       *[score] Dies geht allein aus den Aufzeichnungen hervor: Die Eingabe zu { part-record } ergibt nicht den aufgezeichneten Score; es ist eine andere Eingabe oder ein anderer Build der Version.
    }
not-scored-again = Dies geht allein aus den Aufzeichnungen hervor: Die Eingabe zu { part-record } lässt sich mit ihrer Version nicht mehr bewerten.
not-by-changes = Dies geht allein aus den Aufzeichnungen hervor: Nach den benannten Änderungen ließ es sich nicht aufteilen.
contact = Fragen? Wenden Sie sich an { $whom }.
own-words = { $text }

# ---------------------------------------------------------------------------------------------------- was als Nächstes

history-title =
    { $voice ->
        [you] Wie sich Ihr Score verändert hat
       *[subject] Wie sich der Score verändert hat
    }
new-version = Neue Version { $version }
restated-series = Was Version { $version } ergeben hätte; diese Scores wurden nie vergeben.
first-score = Der erste Score
stands-at = { part-score } beträgt { $level }.
next-reached = Der Score liegt bei { $level } und erreicht { $goal } damit schon jetzt.
next-goal = Um { $goal } zu erreichen, würde eine einzige Änderung genügen:
next-number = Mit „{ $name }“ bei { $after } statt { $before } läge der Score bei { $level }.
next-label = Mit „{ $name }“ gleich „{ $after }“ statt „{ $before }“ läge der Score bei { $level }.
next-none =
    { $tried ->
        [some] In den untersuchten Grenzen wurde hierfür keine einzelne Änderung gefunden, die { $goal } erreicht: { $names }.
       *[all] In den untersuchten Grenzen erreicht hiervon keine einzelne Änderung { $goal }: { $names }.
    }
next-nearest = Am nächsten kommt „{ $name }“ bei { $after }: Der Score läge bei { $level }.

# ----------------------------------------------------------------------------------------------------------- Fakten

fact-versions = Versionen: vorher { $from }, nachher { $to }.
fact-move = Die exakte Bewegung: von { $before } auf { $after }, { $moved }.
fact-rounding =
    Rundung: Die Punkte einer Liste sind gemeinsam gerundet, damit sie sich so addieren, wie sie dastehen. Für sich gerundet
    kann ein Wert in der letzten Stelle um eins anders sein.
fact-method =
    { $split ->
        [owen] Methode: exakte Owen-Werte für die Ursachen und ebenso für die Bestandteile der Daten.
       *[secant]
            Methode: exakte Owen-Werte für die Ursachen; die Sekantendifferenz zweier Aufzeichnungen für die Bestandteile.
    }
fact-releases =
    Versionen: Die Änderungen jeder Version werden an dem erprobt, was zu ihrer Zeit galt, eine Version nach der anderen, auf
    den Daten davor und danach; für sich allein und nach allem anderen ist innerhalb der Version gemeint. Das ist die
    Geschichte des Scores, nicht jede Änderung mit jeder erprobt.
fact-evaluations =
    Aufwand: Auswertungen eines Modells: { $evaluations } (erlaubt: { $budget });
    Vergleiche zweier Aufzeichnungen: { $diffs }.
fact-fingerprint-before = Fingerabdruck vorher: { $fingerprint }.
fact-fingerprint-after = Fingerabdruck nachher: { $fingerprint }.

# ------------------------------------------------------------------------------------- woraus andere zusammengesetzt sind

percent =
    { $is ->
        [less] weniger als { $number } %
        [more] mehr als { $number } %
       *[about] { $number } %
    }
power = { $number } × 10{ $power }
range =
    { $start_is ->
        [from]
            { $end_is ->
                [below] { $start } bis unter { $end }
                [up-to] { $start } bis einschließlich { $end }
               *[none] { $start } und mehr
            }
        [above]
            { $end_is ->
                [below] über { $start } und unter { $end }
                [up-to] über { $start } bis { $end }
               *[none] über { $start }
            }
       *[none]
            { $end_is ->
                [up-to] bis { $end }
               *[below] unter { $end }
            }
    }
part-month =
    { $month ->
        [1] Januar
        [2] Februar
        [3] März
        [4] April
        [5] Mai
        [6] Juni
        [7] Juli
        [8] August
        [9] September
        [10] Oktober
        [11] November
       *[12] Dezember
    }
date =
    { $clock_is ->
        [known] { $day }. { part-month } { $year }, { $clock } Uhr (UTC)
       *[unknown] { $day }. { part-month } { $year }
    }
size =
    { $band ->
        [large]
            { $sign ->
                [minus] starker Rückgang
                [plus] starker Anstieg
               *[zero] keine Wirkung
            }
        [medium]
            { $sign ->
                [minus] mittlerer Rückgang
                [plus] mittlerer Anstieg
               *[zero] keine Wirkung
            }
        [small]
            { $sign ->
                [minus] leichter Rückgang
                [plus] leichter Anstieg
               *[zero] keine Wirkung
            }
       *[nothing] keine Wirkung
    }
two-clauses = { $first }; { $second }
clauses = { $clauses }.

# -------------------------------------------------------------------------------------------- alle Bewerteten

part-subjects =
    { $subjects_is ->
        [named] { $count } { $subjects }
       *[scores]
            { $count ->
                [1] 1 Score
               *[other] { $count } Scores
            }
    }
part-go-down =
    { $down ->
        [1] fällt 1
       *[other] fallen { $down }
    }
part-go-same =
    { $same ->
        [1] bleibt 1 gleich
       *[other] bleiben { $same } gleich
    }
part-go-up =
    { $up ->
        [1] steigt 1
       *[other] steigen { $up }
    }
population =
    { $lower ->
        [better] Von { part-subjects } { part-go-down } (besser), { part-go-same } und { part-go-up } (schlechter).
       *[plain] Von { part-subjects } { part-go-down }, { part-go-same } und { part-go-up }.
    }
who-falls = sinken
who-stays = bleiben gleich
who-rises = steigen
population-empty = Es gibt keinen Score, den beide Versionen vergeben.
mean-moved =
    { $moved_sign ->
        [minus] Im Mittel fällt der Score „{ $score }“ von { $before } in Version { $from } auf { $after } in Version { $to } ({ $moved }).
       *[plus] Im Mittel steigt der Score „{ $score }“ von { $before } in Version { $from } auf { $after } in Version { $to } ({ $moved }).
    }
mean-stayed = Im Mittel liegt der Score „{ $score }“ in Version { $from } und in Version { $to } bei { $after }.
one-group = Hier zählt nur eine Gruppe: { $name } „{ $group }“.
mean-before = Mittelwert vorher ({ $version })
mean-after = Mittelwert nachher ({ $version })
mean-changes = Was jede Änderung im Mittel bewirkt
mean-by-changes = Unsere Änderungen: { $moved }.
mean-by-data = Ihre eigenen Daten: { $moved }.
mean-by-reference = Woran sie gemessen werden: { $moved }.
mean-by-joined = Neu Dazugekommene: { $moved }.
mean-by-left = Weggefallene: { $moved }.
mean-own-data = Was ihre eigenen Daten im Mittel bewirkt haben
mean-data = Ihre eigenen Daten haben sich bewegt.
mean-others = Was um sie herum im Mittel geschah
mean-reference = Woran sie gemessen werden, hat sich bewegt.
composition = Wer dazukam und wer wegfiel
joined-title = Neu Dazugekommene
joined = Vorher nicht dabei: { part-subjects }, mit einem Mittelwert von { $mean }.
left-title = Weggefallene
left = Nicht mehr dabei: { part-subjects }, mit einem Mittelwert von vorher { $mean }.
mean-no-difference = Im Mittel macht das keinen Unterschied.
mean-hardly = Im Mittel macht das kaum einen Unterschied.
mean-idle-changes =
    { $count ->
        [1] Im Mittel macht 1 weitere Änderung keinen Unterschied.
       *[other] Im Mittel machen { $count } weitere Änderungen keinen Unterschied.
    }
unexplained = Was sich nicht erklären ließ
unexplained-title = Nicht erklärt
unexplained-moves =
    { $count ->
        [1] 1 Bewegung ließ sich nicht durch die Änderungen erklären.
       *[other] { $count } Bewegungen ließen sich nicht durch die Änderungen erklären.
    }
unexplained-example = Die erste davon: { $subject }.
crossings = Wer nachher in einer anderen Stufe ist
crossings-table = Zeilen sind die Stufen vorher, Spalten die Stufen nachher
crosses =
    { $side ->
        [above]
            { $count ->
                [1] 1 steigt von „{ $before }“ auf „{ $after }“.
               *[other] { $count } steigen von „{ $before }“ auf „{ $after }“.
            }
       *[below]
            { $count ->
                [1] 1 fällt von „{ $before }“ auf „{ $after }“.
               *[other] { $count } fallen von „{ $before }“ auf „{ $after }“.
            }
    }
more-crossings =
    { $count ->
        [1] 1 weiterer Wechsel führt zwischen andere Stufen.
       *[other] { $count } weitere Wechsel führen zwischen andere Stufen.
    }
same-band =
    { $count ->
        [1] 1 bleibt in derselben Stufe.
       *[other] { $count } bleiben in derselben Stufe.
    }
grade = { $name }
grade-below = unter { $limit }
grade-between = { $low } bis { $high }
grade-from = ab { $limit }
moves = Wie weit sich die Scores bewegen, in Punkten, vor dem Runden
moves-between = { $low } bis { $high }
moves-none = keine Bewegung
by-level = Wie sie sich im Mittel bewegen, nach dem Stand vorher
by-tenth = Wie sie sich im Mittel bewegen, nach Zehnteln der Scores vorher
level-moved = Von { part-subjects } { part-go-down }; der größte Rückgang beträgt { $fall }.
level-kept = Von { part-subjects } fällt keiner der Werte.
groups = Welche Gruppen sich im Mittel am meisten bewegen
group = { $name }: { $group }
group-moved = { part-subjects }: Der Mittelwert geht von { $before } auf { $after }.
more-groups =
    { $count ->
        [1] 1 weitere Gruppe bewegt sich nicht mehr als diese.
       *[other] { $count } weitere Gruppen bewegen sich nicht mehr als diese.
    }
unscored =
    { $count ->
        [1] 1 ließ sich nicht berechnen und fehlt in diesen Zahlen.
       *[other] { $count } ließen sich nicht berechnen und fehlen in diesen Zahlen.
    }
lost =
    { $count ->
        [1] 1 davon verliert einen Score, den Version { $from } vergibt.
       *[other] { $count } davon verlieren einen Score, den Version { $from } vergibt.
    }
gained =
    { $count ->
        [1] 1 davon hat nur in Version { $to } einen Score.
       *[other] { $count } davon haben nur in Version { $to } einen Score.
    }
unscored-because =
    { $obstacle ->
        [missing] { $count }, weil „{ $name }“ fehlt.
        [unusable] { $count }, weil der Wert von „{ $name }“ nicht brauchbar ist.
        [failed] { $count }, weil die Berechnung bei „{ $name }“ scheitert.
       *[refused] { $count }, weil der Wert von „{ $name }“ abgelehnt wurde.
    }
unscored-line = Nicht gelesen: Zeile { $line }.
unscored-subject = Nicht berechnet: { $subject }.
gate-open =
    { $count ->
        [1] Die Bedingung für die Freigabe ist erfüllt.
       *[other] Alle { $count } Bedingungen für die Freigabe sind erfüllt.
    }
gate-closed = Bedingungen für die Freigabe: { $count }, davon nicht erfüllt: { $unmet }.
part-unmet =
    { $within ->
        [group] Nicht erfüllt für { $name } „{ $group }“
       *[all] Nicht erfüllt
    }
part-allowed = { $share }, erlaubt höchstens { $most }
part-points =
    { $points ->
        [1] 1 Punkt
       *[other] { $points } Punkte
    }
part-most =
    { $most ->
        [1] 1 Punkt
       *[other] { $most } Punkte
    }
part-go =
    { $way ->
        [rose]
            { $count ->
                [1] steigt 1
               *[other] steigen { $count }
            }
       *[fell]
            { $count ->
                [1] fällt 1
               *[other] fallen { $count }
            }
    }
gate-beyond =
    { $far ->
        [beyond] { part-unmet }: Von { $all } { part-go } um mehr als { part-points } ({ part-allowed }).
       *[any] { part-unmet }: Von { $all } { part-go } ({ part-allowed }).
    }
gate-leaving =
    { $count ->
        [1] { part-unmet }: Von { $all } verlässt 1 die Stufe „{ $band }“ ({ part-allowed }).
       *[other] { part-unmet }: Von { $all } verlassen { $count } die Stufe „{ $band }“ ({ part-allowed }).
    }
gate-lost =
    { $count ->
        [1] { part-unmet }: Von { $all } verliert 1 den Score ({ part-allowed }).
       *[other] { part-unmet }: Von { $all } verlieren { $count } den Score ({ part-allowed }).
    }
gate-failures =
    { $count ->
        [1] Nicht erfüllt: Von { $all } lässt sich 1 nicht lesen oder bewerten ({ part-allowed }).
       *[other] Nicht erfüllt: Von { $all } lassen sich { $count } nicht lesen oder bewerten ({ part-allowed }).
    }
gate-largest =
    { $way ->
        [rose] { part-unmet }: Der größte Anstieg beträgt { part-points } (erlaubt höchstens { part-most }).
       *[fell] { part-unmet }: Der größte Rückgang beträgt { part-points } (erlaubt höchstens { part-most }).
    }
gate-mean = { part-unmet }: Die mittlere Bewegung beträgt { $mean } (erlaubt: { $from } bis { $to }).
gate-ranks = { part-unmet }: Die Rangkorrelation beträgt { $found } (gefordert: mindestens { $least }).
part-unmeasured =
    { $because ->
        [not-counted] Wer sich so weit bewegt, wurde nicht gezählt
        [not-exact] Ränge werden nur im exakten Modus gemessen
        [tied] Alle Scores einer Version sind gleich, oder es sind weniger als zwei
        [empty-band] In „{ $band }“ war niemand
        [two-bands] Mehrere Stufen heißen „{ $band }“
        [no-band] Keine Stufe heißt „{ $band }“
       *[nobody] Es wurde niemand bewertet
    }
gate-unmeasured = { part-unmet }, weil nicht gemessen: { part-unmeasured }.
sampled = Dies ist eine Stichprobe. Mit 95 % Sicherheit liegt die mittlere Bewegung aller zwischen { $low } und { $high }, und zwischen { $least } und { $most } fallen.
weighted =
    Nicht alle zählen gleich viel: Zusammen wiegen sie { $weight }, und Mittelwerte und Bewegungen sind danach gewichtet.
bands-moved = Die Grenzen zwischen den Stufen sind nachher andere als vorher.
not-by-change = Es wurde nicht gemessen, was jede einzelne Änderung bewirkt.
fact-mean = Der exakte Mittelwert: vorher { $before }, nachher { $after }, { $moved }.
fact-mean-method = Methode: exakte Shapley-Werte der benannten Änderungen für jeden Score, gemittelt.
fact-streaming =
    Zahlen: in Klassen gezählt; Anzahlen, Mittelwerte und Wirkungen sind exakt, Quantile auf { $resolution } Punkte genau.
fact-exact = Zahlen: exakt, aus jedem einzelnen Score.
