# Polski. Do czytelnika zwracamy się przez „Ty” z zaimkami wielką literą, bo „Pan/Pani” wymagałoby znajomości płci.
# Nazwy stoją w cudzysłowie albo po dwukropku, więc nie trzeba ich odmieniać; żaden czas przeszły nie zależy od nazwy.

# -------------------------------------------------------------------------------------------------------- elementy

part-score =
    { $voice ->
        [you] Twój wynik „{ $score }”
       *[subject] Wynik „{ $score }”
    }
part-inner-score =
    { $voice ->
        [you] Twój wynik „{ $score }”
       *[subject] wynik „{ $score }”
    }
part-aside =
    { $aside ->
        [better] , czyli poprawa: im mniej, tym lepiej
        [worse] , czyli pogorszenie: im mniej, tym lepiej
       *[plain] { "" }
    }
part-when =
    { $when ->
        [on] { " " }{ $until }
        [between] { " " }między { $since } a { $until }
       *[unknown] { "" }
    }
part-moved =
    { $moved_sign ->
        [minus] spadł{ part-when } z { $before } do { $after } ({ $moved }{ part-aside })
        [plus] wzrósł{ part-when } z { $before } do { $after } ({ $moved }{ part-aside })
       *[zero] pozostał na poziomie { $after }
    }
part-same = Oba wyniki pochodzą z wersji { $to }.
part-other-model = Oba wyniki mają wersję { $to }, ale pochodzą z dwóch różnych modeli.
part-thing =
    { $thing_is ->
        [named] „{ $thing }”
       *[it] ta część
    }
part-value =
    { $thing_is ->
        [named] „{ $thing }”
       *[it] wartość
    }
part-for-you =
    { $voice ->
        [you] dla Ciebie
       *[subject] w tym przypadku
    }
part-held-name =
    { $scopes_is ->
        [some] „{ $name }” ({ $scopes })
       *[none] „{ $name }”
    }
part-held =
    { $limit ->
        [floor] Dolny limit zatrzymuje
       *[cap] Górny limit zatrzymuje
    }

# -------------------------------------------------------------------------------------------------------- nagłówki

effective =
    { $voice ->
        [you] Od { $date } Twój wynik będzie obliczany w nowy sposób.
       *[subject] Od { $date } wynik będzie obliczany w nowy sposób.
    }
unaffected =
    { $voice ->
        [you] { $date } nic się nie zmieni: Twój wynik będzie obliczany tak jak dziś.
       *[subject] { $date } nic się nie zmieni: wynik będzie obliczany tak jak dziś.
    }
part-changed =
    { $course ->
        [taken-back]
            { $voice ->
                [you] Wróciliśmy do wcześniejszego sposobu obliczania wyniku.
               *[subject] Wrócił wcześniejszy sposób obliczania wyniku.
            }
       *[made]
            { $voice ->
                [you] Zmieniliśmy sposób obliczania wyniku.
               *[subject] Zmieniono sposób obliczania wyniku.
            }
    }
part-still =
    { $own ->
        [still]
            { $voice ->
                [you] { " " }Nie wynika to z niczego, co Ty robisz.
               *[subject] { " " }Dane tej osoby na to nie wpłynęły.
            }
       *[open] { "" }
    }
verdict-ours = { part-changed }{ part-still }
part-no-difference =
    { $voice ->
        [you] Dla Ciebie nic to nie zmieniło.
       *[subject] Tutaj nic to nie zmieniło.
    }
verdict-none =
    { $calculation ->
        [same] Obie wersje obliczają wynik w ten sam sposób. { part-no-difference }
        [balanced] { part-changed } Razem daje to { part-for-you } 0.
       *[idle] { part-changed } { part-no-difference }
    }
part-calculation =
    { $calculation ->
        [same] ; sposób obliczania się nie zmienił.
        [balanced] . Zmiany w sposobie obliczania dają { part-for-you } razem 0.
       *[idle] . Sposób obliczania jest nowy. { part-no-difference }
    }
verdict-own =
    { $voice ->
        [you] Wynik zmieniły Twoje własne dane{ part-calculation }
       *[subject] Wynik zmieniły dane tej osoby{ part-calculation }
    }
verdict-around =
    { $voice ->
        [you] Wynik zmieniło to, co zmieniło się wokół Ciebie{ part-calculation }{ part-still }
       *[subject] Wynik zmieniło to, co zmieniło się w otoczeniu{ part-calculation }{ part-still }
    }
part-own =
    { $voice ->
        [you] Twoje własne dane
       *[subject] dane tej osoby
    }
part-around =
    { $voice ->
        [you] zmiany wokół Ciebie
       *[subject] zmiany w otoczeniu
    }
verdict-several =
    { $movers ->
        [ours-own] Wynik zmieniły dwie rzeczy: nowy sposób obliczania ({ $ours }) i { part-own } ({ $own }).
        [ours-around] Wynik zmieniły dwie rzeczy: nowy sposób obliczania ({ $ours }) i { part-around } ({ $around }).
        [own-around] Wynik zmieniły dwie rzeczy: { part-own } ({ $own }) i { part-around } ({ $around }).
       *[all] Wynik zmieniły trzy rzeczy: nowy sposób obliczania ({ $ours }), { part-own } ({ $own }) i { part-around } ({ $around }).
    }
verdict-several-banded =
    { $movers ->
        [ours-own] Wynik zmieniły dwie rzeczy: nowy sposób obliczania i { part-own }.
        [ours-around] Wynik zmieniły dwie rzeczy: nowy sposób obliczania i { part-around }.
        [own-around] Wynik zmieniły dwie rzeczy: { part-own } i { part-around }.
       *[all] Wynik zmieniły trzy rzeczy: nowy sposób obliczania, { part-own } i { part-around }.
    }
part-moved-by =
    { $tense ->
        [planned]
            { $way ->
                [fell] { $share } spadnie o więcej niż { $points }
               *[rose] { $share } wzrośnie o więcej niż { $points }
            }
       *[done]
            { $way ->
                [fell] { $share } spadło o więcej niż { $points }
               *[rose] { $share } wzrosło o więcej niż { $points }
            }
    }
this-far =
    { $subjects_is ->
        [named] W całości ({ $subjects }): { part-moved-by }.
       *[scores] Ze wszystkich wyników { part-moved-by }.
    }
moved =
    { $versions ->
        [newer] Po przejściu z wersji { $from } na wersję { $to } { part-inner-score } { part-moved }.
        [older] Po powrocie z wersji { $from } do wersji { $to } { part-inner-score } { part-moved }.
        [other-model] { part-score } { part-moved }. { part-other-model }
       *[same] { part-score } { part-moved }, oba razy w wersji { $to }.
    }
stayed =
    { $versions ->
        [newer] Po przejściu z wersji { $from } na wersję { $to } { part-inner-score } pozostał na poziomie { $after }.
        [older] Po powrocie z wersji { $from } do wersji { $to } { part-inner-score } pozostał na poziomie { $after }.
        [other-model] { part-score } pozostał na poziomie { $after }. { part-other-model }
       *[same] { part-score } pozostał na poziomie { $after }. { part-same }
    }
regraded =
    { $tense ->
        [planned] Wynik przejdzie z poziomu „{ $before }” na „{ $after }”.
        [compared] Wynik jest na poziomie „{ $after }” zamiast „{ $before }”.
       *[done] Wynik przeszedł z poziomu „{ $before }” na „{ $after }”.
    }
would-move =
    { part-score } wynosi { $before }, a w wersji { $to } wyniesie { $after } ({ $moved }{ part-aside }).
would-stay = { part-score } w wersji { $to } pozostanie na poziomie { $after }.
compared =
    { $side ->
        [above] { part-score } wynosi { $after }: o { $distance } więcej niż wynik porównywany ({ $before }).{ part-compared }
       *[below] { part-score } wynosi { $after }: o { $distance } mniej niż wynik porównywany ({ $before }).{ part-compared }
    }
part-compared =
    { $aside ->
        [better] { " " }To lepiej: im mniej, tym lepiej.
        [worse] { " " }To gorzej: im mniej, tym lepiej.
       *[plain] { "" }
    }
compared-same = { part-score } wynosi { $after }, tyle samo co wynik porównywany.
before =
    { $tense ->
        [planned] Dziś (wersja { $version })
        [compared] Wynik porównywany
       *[done] Przed (wersja { $version })
    }
after =
    { $tense ->
        [planned] Potem (wersja { $version })
        [compared] Wynik (wersja { $version })
       *[done] Po (wersja { $version })
    }
changes =
    { $tense ->
        [planned]
            { $voice ->
                [you] Co zmienimy
               *[subject] Co się zmieni w algorytmie
            }
       *[done]
            { $voice ->
                [you] Co zmieniliśmy
               *[subject] Co zmieniono w algorytmie
            }
    }
recalibrations = Co przesunęło całą skalę
others =
    { $tense ->
        [compared]
            { $voice ->
                [you] Co jest inne w Twoim otoczeniu
               *[subject] Co jest inne w otoczeniu
            }
       *[done]
            { $voice ->
                [you] Co się zmieniło w Twoim otoczeniu, dla wszystkich
               *[subject] Co się zmieniło w otoczeniu, dla wszystkich
            }
    }
own-data =
    { $tense ->
        [compared] Skąd bierze się różnica
       *[done]
            { $voice ->
                [you] Co się zmieniło w Twoich własnych danych
               *[subject] Co się zmieniło w danych tej osoby
            }
    }
undivided =
    { $voice ->
        [you] Co się zmieniło w Twoich danych lub w algorytmie
       *[subject] Co się zmieniło w danych lub w algorytmie
    }
not-divided =
    { $mover ->
        [data] Co się zmieniło w danych
        [algorithm] Co się zmieniło w algorytmie
        [both] Co się zmieniło w algorytmie i w danych
       *[unknown] Co się zmieniło w algorytmie, a być może także w danych
    }
by-place = Według składników, wszystkie przyczyny razem
facts = Do protokołu

# --------------------------------------------------------------------------------------------------------- etykiety

place = { $name }
whole = Cały wynik
rounding-title = Zaokrąglenie
title = { $title }
title-of = { $title } (wersja { $version })
algorithm-title = Algorytm
data-title =
    { $voice ->
        [you] Własne dane
       *[subject] Dane tej osoby
    }
reference-title = Wszyscy inni
undivided-title = Dane lub algorytm
elsewhere = Gdzie indziej
other-title = Inne zmiany

# ----------------------------------------------------------------------------------------------------------- zmiany

change =
    { $course ->
        [taken-back] Cofnięto: „{ $sentence }”
       *[made] { $sentence }
    }
of-version = To część wersji { $version }.
algorithm =
    { $course ->
        [taken-back] Wrócił wcześniejszy sposób obliczania wyniku.
       *[made] Sposób obliczania wyniku.
    }
no-difference =
    { $tense ->
        [planned] To nie zmieni niczego { part-for-you }.
       *[done] To nie zmieniło niczego { part-for-you }.
    }
hardly =
    { $tense ->
        [planned] To prawie nic nie zmieni { part-for-you }.
       *[done] To prawie nic nie zmieniło { part-for-you }.
    }
together =
    { $beside ->
        [data]
            { $voice ->
                [you] To zależy od Twoich własnych danych, które też się zmieniły: przy wcześniejszych danych byłoby { $alone }, a przy obecnych { $last }.
               *[subject] To zależy od danych tej osoby, które też się zmieniły: przy wcześniejszych danych byłoby { $alone }, a przy obecnych { $last }.
            }
        [all] To zależy od tego, co jeszcze się zmieniło: samodzielnie byłoby { $alone }, a po wszystkim innym { $last }.
       *[changes] To zależy od pozostałych zmian: bez nich byłoby { $alone }, a po wszystkich pozostałych { $last }.
    }
other-changes =
    { $count ->
        [one] Jedna mniejsza zmiana.
        [few] { $count } mniejsze zmiany łącznie.
        [many] { $count } mniejszych zmian łącznie.
       *[other] { $count } mniejszej zmiany łącznie.
    }
other = Wszystko pozostałe łącznie.
idle-changes =
    { $tense ->
        [planned]
            { $count ->
                [one] Jeszcze jedna zmiana nie zmieniłaby niczego { part-for-you }.
                [few] Jeszcze { $count } zmiany nie zmieniłyby niczego { part-for-you }.
                [many] Jeszcze { $count } zmian nie zmieniłoby niczego { part-for-you }.
               *[other] Jeszcze { $count } zmiany nie zmieniłoby niczego { part-for-you }.
            }
       *[done]
            { $count ->
                [one] Jeszcze jedna zmiana nie zmieniła niczego { part-for-you }.
                [few] Jeszcze { $count } zmiany nie zmieniły niczego { part-for-you }.
                [many] Jeszcze { $count } zmian nie zmieniło niczego { part-for-you }.
               *[other] Jeszcze { $count } zmiany nie zmieniło niczego { part-for-you }.
            }
    }
part-recalibrated =
    { $course ->
        [taken-back] Niezależnie od tego cofnięto: „{ $sentence }”
       *[made] Niezależnie od tego: „{ $sentence }”
    }
recalibrated = { part-recalibrated } ({ part-for-you } { $points }).
recalibrated-banded =
    { $band ->
        [nothing] { part-recalibrated } ({ part-for-you } bez różnicy).
       *[some]
            { $sign ->
                [zero] { part-recalibrated } ({ part-for-you } bez różnicy).
               *[minus] { part-recalibrated } ({ part-for-you }: { size }).
            }
    }
without =
    { $voice ->
        [you] Bez tego Twój wynik wynosiłby { $level }.
       *[subject] Bez tego wynik wynosiłby { $level }.
    }
taking-back =
    { $voice ->
        [you] Gdyby cofnąć tylko to, Twój wynik wynosiłby { $level }.
       *[subject] Gdyby cofnąć tylko to, wynik wynosiłby { $level }.
    }
data-of-today =
    { $voice ->
        [you] Obliczono to na podstawie Twoich dzisiejszych danych.
       *[subject] Obliczono to na podstawie dzisiejszych danych.
    }

# ------------------------------------------------------------------------------------------------------ części zdań

counts-and-scores =
    { $tense ->
        [planned] { part-standing } { $standing } i będzie się liczyć w { $after } zamiast w { $before }
        [compared] { part-standing } { $standing } i liczy się w { $after } zamiast w { $before }
       *[done] { part-standing } { $standing } i liczy się teraz w { $after } zamiast w { $before }
    }
part-standing =
    { $voice ->
        [you] Twój wynik wynosi tam
       *[subject] wynik wynosi tam
    }
part-share =
    { $thing_is ->
        [named] udział części „{ $thing }” w wyniku
       *[it] udział w wyniku
    }
counts =
    { $tense ->
        [planned] { part-share } wyniesie { $after } zamiast { $before }
        [compared] { part-share } to { $after } zamiast { $before }
       *[done] { part-share } to teraz { $after } zamiast { $before }
    }
counts-after =
    { $tense ->
        [planned] { part-share } wyniesie { $after }
        [compared] { part-share } to { $after }
       *[done] { part-share } to teraz { $after }
    }
counts-after-and-scores =
    { $tense ->
        [planned] { part-standing } { $standing } i będzie się liczyć w { $after }
        [compared] { part-standing } { $standing } i liczy się w { $after }
       *[done] { part-standing } { $standing } i liczy się teraz w { $after }
    }
counts-before =
    { $tense ->
        [planned] { part-share } to dziś { $before }
        [compared] { part-share } to tam { $before }
       *[done] { part-share } wynosił { $before }
    }
part-trend =
    { $trend ->
        [more] bardziej
       *[less] mniej
    }
part-among =
    { $among ->
        [lower]
            { $voice ->
                [you] , a Twój wynik jest tam niższy niż gdzie indziej
               *[subject] , a wynik jest tam niższy niż gdzie indziej
            }
        [higher]
            { $voice ->
                [you] , a Twój wynik jest tam wyższy niż gdzie indziej
               *[subject] , a wynik jest tam wyższy niż gdzie indziej
            }
       *[open] { "" }
    }
counts-otherwise =
    { $tense ->
        [planned] { part-thing } będzie się liczyć { part-trend } niż dziś{ part-among }
        [compared] { part-thing } liczy się tu { part-trend }{ part-among }
       *[done] { part-thing } liczy się teraz { part-trend } niż wcześniej{ part-among }
    }
came =
    { $tense ->
        [compared]
            { $voice ->
                [you] { part-thing } występuje tylko u Ciebie
               *[subject] { part-thing } występuje tylko tutaj
            }
        [planned]
            { $doer ->
                [algorithm] { part-thing } będzie się liczyć, a dziś się nie liczy
               *[data] { part-thing } to nowość
            }
       *[done]
            { $doer ->
                [algorithm] { part-thing } teraz się liczy, a wcześniej nie
               *[data] { part-thing } to nowość
            }
    }
went =
    { $tense ->
        [compared]
            { $voice ->
                [you] { part-thing } nie występuje u Ciebie
               *[subject] { part-thing } nie występuje tutaj
            }
        [planned]
            { $doer ->
                [algorithm] { part-thing } przestanie się liczyć
               *[data] { part-thing } już nie występuje
            }
       *[done]
            { $doer ->
                [algorithm] { part-thing } już się nie liczy
               *[data] { part-thing } już nie występuje
            }
    }
part-came =
    { $tense ->
        [compared]
            { $voice ->
                [you] pewna część występuje tylko u Ciebie
               *[subject] pewna część występuje tylko tutaj
            }
        [planned]
            { $doer ->
                [algorithm] pewna część będzie się liczyć, a dziś się nie liczy
               *[data] pewna część to nowość
            }
       *[done]
            { $doer ->
                [algorithm] pewna część teraz się liczy, a wcześniej nie
               *[data] pewna część to nowość
            }
    }
part-went =
    { $tense ->
        [compared]
            { $voice ->
                [you] pewna część nie występuje u Ciebie
               *[subject] pewna część nie występuje tutaj
            }
        [planned]
            { $doer ->
                [algorithm] pewna część przestanie się liczyć
               *[data] pewna część już nie występuje
            }
       *[done]
            { $doer ->
                [algorithm] pewna część już się nie liczy
               *[data] pewna część już nie występuje
            }
    }
part-object =
    { $thing_is ->
        [named] „{ $thing }”
       *[it] tę część
    }
part-limit =
    { $thing_is ->
        [named] limit „{ $thing }”
       *[it] ten limit
    }
part-applies =
    { $tense ->
        [planned] będzie nowy
       *[done] jest nowy
    }
part-no-longer-applies =
    { $tense ->
        [planned] zostanie zniesiony
       *[done] został zniesiony
    }
limit-came = { part-limit } { part-applies }
limit-went = { part-limit } { part-no-longer-applies }
limited = limit { part-applies }
unlimited = limit { part-no-longer-applies }
limited-otherwise =
    { $tense ->
        [planned] jeden z limitów będzie ustawiony inaczej
       *[done] jeden z limitów jest ustawiony inaczej
    }
remeasured =
    { $tense ->
        [planned] { part-object } będzie się mierzyć inaczej
       *[done] { part-object } mierzy się inaczej
    }
remeasured-from =
    { $tense ->
        [planned] { part-object } będzie się mierzyć inaczej: { $after } zamiast { $before }
       *[done] { part-object } mierzy się inaczej: { $after } zamiast { $before }
    }
converted =
    { $tense ->
        [planned] { part-object } będzie się przeliczać na punkty inaczej
       *[done] { part-object } przelicza się na punkty inaczej
    }
converted-to =
    { $figures ->
        [alone]
            { $tense ->
                [planned] samo to sprawi, że { part-thing } będzie dawać { $after } zamiast { $before }
               *[done] samo to sprawia, że { part-thing } daje { $after } zamiast { $before }
            }
       *[scores]
            { $tense ->
                [planned] { part-thing } będzie dawać { $after } zamiast { $before }
                [compared] { part-thing } daje { $after } zamiast { $before }
               *[done] { part-thing } daje teraz { $after } zamiast { $before }
            }
    }
rounding = zaokrąglenie
several =
    { $thing_is ->
        [named] w części „{ $thing }” zmieniło się naraz kilka rzeczy
       *[it] zmieniło się tu naraz kilka rzeczy
    }
band =
    { $tense ->
        [planned] przedział zmieni się z „{ $before }” na „{ $after }”
        [compared] przedział to „{ $after }” zamiast „{ $before }”
       *[done] przedział zmienił się z „{ $before }” na „{ $after }”
    }
crossed =
    { $tense ->
        [planned] próg zostanie przekroczony
        [compared] próg leży pomiędzy nimi
       *[done] próg został przekroczony
    }
passed =
    { $passing ->
        [reached] { part-value }: z { $before } na { $after }, co osiąga próg { $limit }
        [met] { part-value }: z { $before } na { $after }, czyli powyżej progu { $limit }
        [missed] { part-value }: z { $before } na { $after }, czyli już nie powyżej progu { $limit }
       *[fell] { part-value }: z { $before } na { $after }, czyli poniżej progu { $limit }
    }
part-old-limit =
    { $before_is ->
        [at-least] „co najmniej { $before }”
        [more-than] „więcej niż { $before }”
       *[plain] { $before }
    }
part-new-limit =
    { $after_is ->
        [at-least] „co najmniej { $after }”
        [more-than] „więcej niż { $after }”
       *[plain] { $after }
    }
limit-moved = { part-value }: { $value }, a próg zmienił się z { part-old-limit } na { part-new-limit }
part-limit-before =
    { $before_is ->
        [at-least] „co najmniej { $limit_before }”
        [more-than] „więcej niż { $limit_before }”
       *[plain] { $limit_before }
    }
part-limit-after =
    { $after_is ->
        [at-least] „co najmniej { $limit_after }”
        [more-than] „więcej niż { $limit_after }”
       *[plain] { $limit_after }
    }
both-moved =
    { part-value }: z { $before } na { $after }, a próg z { part-limit-before } na { part-limit-after }
value =
    { $thing_is ->
        [named]
            { $tense ->
                [planned] „{ $thing }”: z { $before } na { $after }
                [compared] „{ $thing }”: { $after } zamiast { $before }
               *[done] „{ $thing }”: z { $before } na { $after }
            }
       *[it]
            { $tense ->
                [compared] { $after } zamiast { $before }
               *[done] z { $before } na { $after }
            }
    }
number =
    { $thing_is ->
        [named]
            { $tense ->
                [planned] liczba użyta do obliczenia „{ $thing }” zmieni się z { $before } na { $after }
                [compared] liczba użyta do obliczenia „{ $thing }”: { $after } zamiast { $before }
               *[done] liczba użyta do obliczenia „{ $thing }” zmieniła się z { $before } na { $after }
            }
       *[it]
            { $tense ->
                [planned] liczba użyta do obliczenia zmieni się z { $before } na { $after }
                [compared] liczba użyta do obliczenia: { $after } zamiast { $before }
               *[done] liczba użyta do obliczenia zmieniła się z { $before } na { $after }
            }
    }
set-differently =
    { $tense ->
        [planned] ta część będzie liczona inaczej
       *[done] ta część jest liczona inaczej
    }

# ----------------------------------------------------------------------------------------------------------- uwagi

branch =
    „{ $name }” to „{ $after }” zamiast „{ $before }”:
    liczą się inne rzeczy niż wcześniej, co powyżej opisano po kolei.
absent =
    { $voice ->
        [you] Nieobecne, bez straty dla Ciebie: { $names }.
       *[subject] Nieobecne, bez straty: { $names }.
    }
more-absent =
    { $count ->
        [one] Brakuje jeszcze jednej części; nic to nie kosztuje.
       *[other] Brakuje jeszcze { $count } części; nic to nie kosztuje.
    }
score-held = { part-held } wynik na poziomie { $held }: bez tego limitu wynosiłby { $without }.
score-held-plain = { part-held } wynik.
held = { part-held } wartość { part-held-name } na poziomie { $held }: bez tego limitu byłoby { $without }.
held-at = { part-held } wartość { part-held-name } na poziomie { $held }.
held-plain = { part-held } wartość { part-held-name }.
more-held =
    { $count ->
        [one] Limit zatrzymuje jeszcze jedną wartość.
       *[other] Limity zatrzymują jeszcze { $count } wartości.
    }
coarse =
    Przed zmianą i po niej liczą się różne rzeczy, więc pojedynczych danych nie dało się rozdzielić dokładnymi wartościami;
    rozdzielono je przez porównanie obu wzorów.
one-sided =
    { $voice ->
        [you] Sprawdzone tylko po jednej stronie, więc zaliczone do Twoich danych: { $names }.
       *[subject] Sprawdzone tylko po jednej stronie, więc zaliczone do danych tej osoby: { $names }.
    }
versions-differ = Zmiana wersji może wyjaśniać część różnicy lub całą różnicę.
scales-differ = Oba wyniki mają różne skale.
other-subject = To wyniki dwóch różnych osób lub rzeczy.
formula-not-kept = Wraz z wynikami nie zachowano wzoru, więc nie wiadomo, w którym miejscu się różnią.
part-record =
    { $record_is ->
        [on] zapisu z { $record }
        [earlier] wcześniejszego zapisu
       *[later] późniejszego zapisu
    }
input-gone = To wynika wyłącznie z zapisów: brak już danych wejściowych { part-record }.
inputs-gone = To wynika wyłącznie z zapisów: brak już danych wejściowych obu zapisów.
not-reproduced =
    { $other ->
        [data] To wynika wyłącznie z zapisów: dane podane jako wejście { part-record } nie są tymi, które oceniono.
        [model] To wynika wyłącznie z zapisów: wynik z { part-record } pochodzi z innej kompilacji tej samej wersji.
       *[score] To wynika wyłącznie z zapisów: dane wejściowe { part-record } nie dają zapisanego wyniku; to inne dane albo inna kompilacja wersji.
    }
not-scored-again = To wynika wyłącznie z zapisów: danych wejściowych { part-record } nie da się już ocenić w jego wersji.
not-by-changes = To wynika wyłącznie z zapisów: nie udało się tego podzielić według nazwanych zmian.
contact = Pytania? { $whom }
own-words = { $text }

# ---------------------------------------------------------------------------------------------------- co dalej

history-title =
    { $voice ->
        [you] Jak zmieniał się Twój wynik
       *[subject] Jak zmieniał się wynik
    }
new-version = Nowa wersja { $version }
restated-series = Co dałaby wersja { $version }; tych wyników nigdy nie wydano.
first-score = Pierwszy wynik
stands-at = { part-score } wynosi { $level }.
next-reached = Wynik to { $level }, więc już teraz osiąga { $goal }.
next-goal = Aby osiągnąć { $goal }, wystarczyłaby jedna zmiana:
next-number = Przy wartości „{ $name }” równej { $after } zamiast { $before } wynik byłby równy { $level }.
next-label = Przy wartości „{ $name }” równej „{ $after }” zamiast „{ $before }” wynik byłby równy { $level }.
next-none =
    { $tried ->
        [some] W zbadanych granicach nie znaleziono wśród nich pojedynczej zmiany, która osiąga { $goal }: { $names }.
       *[all] W zbadanych granicach żadna pojedyncza zmiana spośród nich nie osiąga { $goal }: { $names }.
    }
next-nearest = Najbliżej jest „{ $name }” przy wartości { $after }: wynik byłby równy { $level }.

# ------------------------------------------------------------------------------------------------------------ fakty

fact-versions = Wersje: przed { $from }, po { $to }.
fact-move = Dokładna zmiana: z { $before } na { $after }, { $moved }.
fact-rounding =
    Zaokrąglenie: punkty na liście zaokrąglono razem, aby sumowały się tak, jak są zapisane. Punkty zaokrąglone osobno mogą
    różnić się o jeden na ostatnim miejscu.
fact-method =
    { $split ->
        [owen] Metoda: dokładne wartości Owena dla przyczyn, a także dla składników danych.
       *[secant] Metoda: dokładne wartości Owena dla przyczyn; różnica siecznych dwóch zapisów dla składników.
    }
fact-releases =
    Wersje: zmiany każdej z nich są sprawdzane na tym, co obowiązywało w ich czasie, wersja po wersji, na danych przed i po;
    sama i po wszystkich innych oznacza: w obrębie wersji. To historia wyniku, a nie wszystkie zmiany sprawdzone ze sobą.
fact-evaluations =
    Nakład: obliczenia modelu: { $evaluations } (dozwolone: { $budget }); porównania dwóch zapisów: { $diffs }.
fact-fingerprint-before = Odcisk przed: { $fingerprint }.
fact-fingerprint-after = Odcisk po: { $fingerprint }.

# ------------------------------------------------------------------------------------------ z czego składają się inne

percent =
    { $is ->
        [less] mniej niż { $number }%
        [more] więcej niż { $number }%
       *[about] { $number }%
    }
power = { $number } × 10{ $power }
range =
    { $start_is ->
        [from]
            { $end_is ->
                [below] od { $start } do mniej niż { $end }
                [up-to] od { $start } do { $end } włącznie
               *[none] { $start } i więcej
            }
        [above]
            { $end_is ->
                [below] powyżej { $start } i poniżej { $end }
                [up-to] powyżej { $start } do { $end } włącznie
               *[none] powyżej { $start }
            }
       *[none]
            { $end_is ->
                [up-to] do { $end } włącznie
               *[below] poniżej { $end }
            }
    }
part-month =
    { $month ->
        [1] stycznia
        [2] lutego
        [3] marca
        [4] kwietnia
        [5] maja
        [6] czerwca
        [7] lipca
        [8] sierpnia
        [9] września
        [10] października
        [11] listopada
       *[12] grudnia
    }
date =
    { $clock_is ->
        [known] { $day } { part-month } { $year }, godz. { $clock } (UTC)
       *[unknown] { $day } { part-month } { $year }
    }
size =
    { $band ->
        [large]
            { $sign ->
                [minus] duży spadek
                [plus] duży wzrost
               *[zero] bez wpływu
            }
        [medium]
            { $sign ->
                [minus] średni spadek
                [plus] średni wzrost
               *[zero] bez wpływu
            }
        [small]
            { $sign ->
                [minus] mały spadek
                [plus] mały wzrost
               *[zero] bez wpływu
            }
       *[nothing] bez wpływu
    }
two-clauses = { $first }; { $second }
clauses = { $clauses }.

# ------------------------------------------------------------------------------------------------ wszyscy oceniani

# Po „spośród” i „dla” stoi dopełniacz.
part-subjects =
    { $subjects_is ->
        [named] { $count } { $subjects }
       *[scores]
            { $count ->
                [1] 1 wyniku
               *[other] { $count } wyników
            }
    }
part-go-down =
    { $down ->
        [one] spada { $down }
        [few] spadają { $down }
       *[many] spada { $down }
    }
part-go-same =
    { $same ->
        [one] bez zmian pozostaje { $same }
        [few] bez zmian pozostają { $same }
       *[many] bez zmian pozostaje { $same }
    }
part-go-up =
    { $up ->
        [one] rośnie { $up }
        [few] rosną { $up }
       *[many] rośnie { $up }
    }
population =
    { $lower ->
        [better] Spośród { part-subjects } { part-go-down } (lepiej), { part-go-same }, a { part-go-up } (gorzej).
       *[plain] Spośród { part-subjects } { part-go-down }, { part-go-same }, a { part-go-up }.
    }
who-falls = w dół
who-stays = bez zmian
who-rises = w górę
population-empty = Nie ma wyniku, który podają obie wersje.
mean-moved =
    { $moved_sign ->
        [minus] Średni wynik „{ $score }” spada z { $before } w wersji { $from } do { $after } w wersji { $to } ({ $moved }).
       *[plus] Średni wynik „{ $score }” rośnie z { $before } w wersji { $from } do { $after } w wersji { $to } ({ $moved }).
    }
mean-stayed = Średni wynik „{ $score }” w wersji { $from } i w wersji { $to } wynosi { $after }.
one-group = Liczona jest tu tylko jedna grupa: { $name } „{ $group }”.
mean-before = Średnia przed ({ $version })
mean-after = Średnia po ({ $version })
mean-changes = Co średnio daje każda zmiana
mean-by-changes = Nasze zmiany: { $moved }.
mean-by-data = Ich własne dane: { $moved }.
mean-by-reference = To, z czym są porównywani: { $moved }.
mean-by-joined = Nowi: { $moved }.
mean-by-left = Ci, którzy odeszli: { $moved }.
mean-own-data = Co średnio zmieniły ich własne dane
mean-data = Zmieniły się ich własne dane.
mean-others = Co średnio zmieniło się wokół nich
mean-reference = Zmieniło się to, z czym są porównywani.
composition = Kto doszedł, a kto odszedł
joined-title = Nowi
joined = Doszło { part-subjects }, ze średnią { $mean }.
left-title = Ci, którzy odeszli
left = Odeszło { part-subjects }, ze średnią przedtem { $mean }.
mean-no-difference = Średnio nie robi to różnicy.
mean-hardly = Średnio nie robi to prawie żadnej różnicy.
mean-idle-changes =
    { $count ->
        [one] Średnio różnicy nie robi jeszcze { $count } zmiana.
        [few] Średnio różnicy nie robią jeszcze { $count } zmiany.
       *[many] Średnio różnicy nie robi jeszcze { $count } zmian.
    }
unexplained = Czego nie udało się wyjaśnić
unexplained-title = Niewyjaśnione
unexplained-moves =
    { $count ->
        [one] Zmiany nie wyjaśniają { $count } przesunięcia.
       *[many] Zmiany nie wyjaśniają { $count } przesunięć.
    }
unexplained-example = Pierwsze z nich: { $subject }.
crossings = Kto po zmianie jest na innym poziomie
crossings-table = Wiersze to poziomy przed, kolumny to poziomy po
part-into-higher =
    { $count ->
        [one] Z poziomu „{ $before }” na „{ $after }” rośnie { $count }.
        [few] Z poziomu „{ $before }” na „{ $after }” rosną { $count }.
       *[many] Z poziomu „{ $before }” na „{ $after }” rośnie { $count }.
    }
part-into-lower =
    { $count ->
        [one] Z poziomu „{ $before }” na „{ $after }” spada { $count }.
        [few] Z poziomu „{ $before }” na „{ $after }” spadają { $count }.
       *[many] Z poziomu „{ $before }” na „{ $after }” spada { $count }.
    }
crosses =
    { $side ->
        [above] { part-into-higher }
       *[below] { part-into-lower }
    }
more-crossings =
    { $count ->
        [one] Między innymi poziomami przechodzi jeszcze { $count }.
        [few] Między innymi poziomami przechodzą jeszcze { $count }.
       *[many] Między innymi poziomami przechodzi jeszcze { $count }.
    }
same-band =
    { $count ->
        [one] Na tym samym poziomie pozostaje { $count }.
        [few] Na tym samym poziomie pozostają { $count }.
       *[many] Na tym samym poziomie pozostaje { $count }.
    }
grade = { $name }
grade-below = poniżej { $limit }
grade-between = od { $low } do { $high }
grade-from = od { $limit }
moves = O ile punktów przesuwają się wyniki, przed zaokrągleniem
moves-between = od { $low } do { $high }
moves-none = bez przesunięcia
by-level = Jak średnio się przesuwają, według tego, gdzie były przed zmianą
by-tenth = Jak średnio się przesuwają, według dziesiątych części wyników przed zmianą
level-moved = Spośród { part-subjects } { part-go-down }; największy spadek to { $fall }.
level-kept = Spośród { part-subjects } żaden wynik nie spada.
groups = Które grupy średnio przesuwają się najbardziej
group = { $name }: { $group }
group-moved = Dla { part-subjects } średnia zmienia się z { $before } na { $after }.
more-groups =
    { $count ->
        [one] Jeszcze { $count } grupa przesuwa się nie bardziej niż te.
        [few] Jeszcze { $count } grupy przesuwają się nie bardziej niż te.
       *[many] Jeszcze { $count } grup przesuwa się nie bardziej niż te.
    }
unscored = Nie udało się ocenić, więc nie ma w tych liczbach: { $count }.
lost = Spośród nich wynik z wersji { $from } traci: { $count }.
gained = Spośród nich wynik tylko w wersji { $to } ma: { $count }.
unscored-because =
    { $obstacle ->
        [missing] { $count }, bo brakuje: „{ $name }”.
        [unusable] { $count }, bo nie da się użyć wartości „{ $name }”.
        [failed] { $count }, bo obliczenie zawodzi przy „{ $name }”.
       *[refused] { $count }, bo odrzucono wartość „{ $name }”.
    }
unscored-line = Nie odczytano wiersza { $line }.
unscored-subject = Bez oceny: { $subject }.
gate-open =
    { $count ->
        [1] Warunek wydania jest spełniony.
       *[other] Wszystkie warunki wydania są spełnione: { $count }.
    }
gate-closed = Warunki wydania: { $count }, w tym niespełnione: { $unmet }.
part-unmet =
    { $within ->
        [group] Niespełniony ({ $name }: „{ $group }”)
       *[all] Niespełniony
    }
part-allowed = { $share }, dozwolone najwyżej { $most }
part-go =
    { $way ->
        [rose]
            { $count ->
                [few] rosną { $count }
               *[other] rośnie { $count }
            }
       *[fell]
            { $count ->
                [few] spadają { $count }
               *[other] spada { $count }
            }
    }
gate-beyond =
    { $far ->
        [beyond] { part-unmet }: spośród { $all } { part-go } o więcej niż { $points } pkt ({ part-allowed }).
       *[any] { part-unmet }: spośród { $all } { part-go } ({ part-allowed }).
    }
gate-leaving =
    { $count ->
        [few] { part-unmet }: spośród { $all } poziom „{ $band }” opuszczają { $count } ({ part-allowed }).
       *[other] { part-unmet }: spośród { $all } poziom „{ $band }” opuszcza { $count } ({ part-allowed }).
    }
gate-lost =
    { $count ->
        [few] { part-unmet }: spośród { $all } wynik tracą { $count } ({ part-allowed }).
       *[other] { part-unmet }: spośród { $all } wynik traci { $count } ({ part-allowed }).
    }
gate-failures = Niespełniony: spośród { $all } nie da się odczytać lub ocenić { $count } ({ part-allowed }).
gate-largest =
    { $way ->
        [rose] { part-unmet }: największy wzrost to { $points } pkt (dozwolone najwyżej { $most } pkt).
       *[fell] { part-unmet }: największy spadek to { $points } pkt (dozwolone najwyżej { $most } pkt).
    }
gate-mean = { part-unmet }: średnia zmiana to { $mean } (dozwolone od { $from } do { $to }).
gate-ranks = { part-unmet }: korelacja rang to { $found } (wymagane co najmniej { $least }).
part-unmeasured =
    { $because ->
        [not-counted] nie liczono tych, których wynik zmienia się aż tak
        [not-exact] rangi mierzy się tylko w trybie dokładnym
        [tied] wszystkie wyniki jednej wersji są równe albo jest ich mniej niż dwa
        [empty-band] na poziomie „{ $band }” nie było nikogo
        [two-bands] kilka poziomów nazywa się „{ $band }”
        [no-band] żaden poziom nie nazywa się „{ $band }”
       *[nobody] nikogo nie oceniono
    }
gate-unmeasured = { part-unmet }, bo nie zmierzono: { part-unmeasured }.
sampled = To próba. Z ufnością 95 % średnia zmiana wszystkich leży między { $low } a { $high }, a spada od { $least } do { $most }.
weighted =
    Nie wszystkie liczą się tak samo: razem ważą { $weight }, a średnie i przesunięcia liczone są według wagi.
bands-moved = Granice między poziomami są po zmianie inne niż przed nią.
not-by-change = Nie mierzono, co daje każda pojedyncza zmiana.
fact-mean = Dokładna średnia: przed { $before }, po { $after }, { $moved }.
fact-mean-method = Metoda: dokładne wartości Shapleya nazwanych zmian dla każdego wyniku, uśrednione.
fact-streaming =
    Liczby: zliczane w przedziałach; liczebności, średnie i wpływy są dokładne, kwantyle z dokładnością do { $resolution } punktu.
fact-exact = Liczby: dokładne, z każdego pojedynczego wyniku.
