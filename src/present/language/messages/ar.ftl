# العربية. يخاطَب القارئ بضمير المخاطب المتصل، فلا يتغيّر بالجنس ($voice = you)، ويُكتب عن غيره بلا ضمير.
# تقف الأسماء بين «» بعد كلمة تحمل الإعراب، فلا تحتاج إلى تصريف.

# ---------------------------------------------------------------------------------------------------------- أجزاء

part-score =
    { $voice ->
        [you] درجتك في «{ $score }»
       *[subject] الدرجة في «{ $score }»
    }
part-aside =
    { $aside ->
        [better] ، وهو تحسّن لأن الأقل أفضل
        [worse] ، وهو تراجع لأن الأقل أفضل
       *[plain] { "" }
    }
part-when =
    { $when ->
        [on] { " " }في { $until }
        [between] { " " }بين { $since } و{ $until }
       *[unknown] { "" }
    }
part-moved =
    { $moved_sign ->
        [minus] انخفضت { part-score } من { $before } إلى { $after } ({ $moved }{ part-aside }){ part-when }
        [plus] ارتفعت { part-score } من { $before } إلى { $after } ({ $moved }{ part-aside }){ part-when }
       *[zero] بقيت { part-score } عند { $after }
    }
part-same = الدرجتان من الإصدار { $to }.
part-other-model = تحمل الدرجتان الإصدار { $to }، لكنهما من نموذجين مختلفين.
part-thing =
    { $thing_is ->
        [named] عنصر «{ $thing }»
       *[it] هذا العنصر
    }
part-value =
    { $thing_is ->
        [named] قيمة «{ $thing }»
       *[it] القيمة
    }
part-for-you =
    { $voice ->
        [you] لك
       *[subject] هنا
    }
part-held-name =
    { $scopes_is ->
        [some] «{ $name }» ({ $scopes })
       *[none] «{ $name }»
    }
part-held =
    { $limit ->
        [floor] حدّ أدنى
       *[cap] حدّ أقصى
    }

# --------------------------------------------------------------------------------------------------------- عناوين

effective =
    { $voice ->
        [you] ابتداءً من { $date } ستُحسب درجتك بطريقة جديدة.
       *[subject] ابتداءً من { $date } ستُحسب الدرجة بطريقة جديدة.
    }
unaffected =
    { $voice ->
        [you] لن يتغير شيء في { $date }: ستُحسب درجتك كما تُحسب اليوم.
       *[subject] لن يتغير شيء في { $date }: ستُحسب الدرجة كما تُحسب اليوم.
    }
part-changed =
    { $course ->
        [taken-back]
            { $voice ->
                [you] عدنا إلى الطريقة السابقة في حساب الدرجة.
               *[subject] عادت الطريقة السابقة في حساب الدرجة.
            }
       *[made]
            { $voice ->
                [you] غيّرنا طريقة حساب الدرجة.
               *[subject] تغيّرت طريقة حساب الدرجة.
            }
    }
part-still =
    { $own ->
        [still]
            { $voice ->
                [you] { " " }ولم تتأثر درجتك ببياناتك.
               *[subject] { " " }ولم تتأثر الدرجة ببيانات صاحبها.
            }
       *[open] { "" }
    }
verdict-ours = { part-changed }{ part-still }
part-no-difference =
    { $voice ->
        [you] ولم يغيّر ذلك شيئًا لديك.
       *[subject] ولم يغيّر ذلك شيئًا هنا.
    }
verdict-none =
    { $calculation ->
        [same] تُحسب الدرجة بالطريقة نفسها في الإصدارين. { part-no-difference }
        [balanced] { part-changed } ومجموع ذلك صفر { part-for-you }.
       *[idle] { part-changed } { part-no-difference }
    }
part-calculation =
    { $calculation ->
        [same] ؛ ولم تتغيّر طريقة الحساب.
        [balanced] . طريقة الحساب جديدة، ومجموع ما تغيّر فيها صفر { part-for-you }.
       *[idle] . طريقة الحساب جديدة. { part-no-difference }
    }
verdict-own =
    { $voice ->
        [you] بياناتك هي التي حرّكت الدرجة{ part-calculation }
       *[subject] بيانات صاحب الدرجة هي التي حرّكت الدرجة{ part-calculation }
    }
verdict-around =
    { $voice ->
        [you] ما تغيّر من حولك هو الذي حرّك الدرجة{ part-calculation }{ part-still }
       *[subject] ما تغيّر في المحيط هو الذي حرّك الدرجة{ part-calculation }{ part-still }
    }
part-own =
    { $voice ->
        [you] بياناتك
       *[subject] بيانات صاحب الدرجة
    }
part-around =
    { $voice ->
        [you] ما تغيّر من حولك
       *[subject] ما تغيّر في المحيط
    }
verdict-several =
    { $movers ->
        [ours-own] حرّك الدرجةَ أمران: طريقة الحساب الجديدة ({ $ours })، و{ part-own } ({ $own }).
        [ours-around] حرّك الدرجةَ أمران: طريقة الحساب الجديدة ({ $ours })، و{ part-around } ({ $around }).
        [own-around] حرّك الدرجةَ أمران: { part-own } ({ $own })، و{ part-around } ({ $around }).
       *[all] حرّك الدرجةَ ثلاثة أمور: طريقة الحساب الجديدة ({ $ours })، و{ part-own } ({ $own })، و{ part-around } ({ $around }).
    }
verdict-several-banded =
    { $movers ->
        [ours-own] حرّك الدرجةَ أمران: طريقة الحساب الجديدة، و{ part-own }.
        [ours-around] حرّك الدرجةَ أمران: طريقة الحساب الجديدة، و{ part-around }.
        [own-around] حرّك الدرجةَ أمران: { part-own }، و{ part-around }.
       *[all] حرّك الدرجةَ ثلاثة أمور: طريقة الحساب الجديدة، و{ part-own }، و{ part-around }.
    }
part-moved-by =
    { $tense ->
        [planned]
            { $way ->
                [fell] ستنخفض بأكثر من { $points }: { $share }
               *[rose] سترتفع بأكثر من { $points }: { $share }
            }
       *[done]
            { $way ->
                [fell] انخفض بأكثر من { $points }: { $share }
               *[rose] ارتفع بأكثر من { $points }: { $share }
            }
    }
this-far =
    { $subjects_is ->
        [named] من المجموع ({ $subjects }) { part-moved-by }.
       *[scores] من جميع الدرجات { part-moved-by }.
    }
moved =
    { $versions ->
        [newer] { part-moved } عند الانتقال من الإصدار { $from } إلى الإصدار { $to }.
        [older] { part-moved } عند الرجوع من الإصدار { $from } إلى الإصدار { $to }.
        [other-model] { part-moved }. { part-other-model }
       *[same] { part-moved }، في الإصدار { $to } في المرتين.
    }
stayed =
    { $versions ->
        [newer] بقيت { part-score } عند { $after } عند الانتقال من الإصدار { $from } إلى الإصدار { $to }.
        [older] بقيت { part-score } عند { $after } عند الرجوع من الإصدار { $from } إلى الإصدار { $to }.
        [other-model] بقيت { part-score } عند { $after }. { part-other-model }
       *[same] بقيت { part-score } عند { $after }. { part-same }
    }
regraded =
    { $tense ->
        [planned] ستنتقل الدرجة من الفئة «{ $before }» إلى «{ $after }».
        [compared] الدرجة في الفئة «{ $after }» بدلًا من «{ $before }».
       *[done] انتقلت الدرجة من الفئة «{ $before }» إلى «{ $after }».
    }
would-move = { part-score } هي { $before }، وستكون { $after } ({ $moved }{ part-aside }) وفق الإصدار { $to }.
would-stay = ستبقى { part-score } عند { $after } وفق الإصدار { $to }.
compared =
    { $side ->
        [above] { part-score } هي { $after }، أي أعلى بمقدار { $distance } من الدرجة { $before } التي تُقارن بها.{ part-compared }
       *[below] { part-score } هي { $after }، أي أدنى بمقدار { $distance } من الدرجة { $before } التي تُقارن بها.{ part-compared }
    }
part-compared =
    { $aside ->
        [better] { " " }وهذا أفضل، لأن الأقل أفضل.
        [worse] { " " }وهذا أسوأ، لأن الأقل أفضل.
       *[plain] { "" }
    }
compared-same = { part-score } هي { $after }، وهي نفس الدرجة التي تُقارن بها.
before =
    { $tense ->
        [planned] اليوم (الإصدار { $version })
        [compared] ما تُقارن به
       *[done] قبل (الإصدار { $version })
    }
after =
    { $tense ->
        [planned] لاحقًا (الإصدار { $version })
        [compared] الدرجة (الإصدار { $version })
       *[done] بعد (الإصدار { $version })
    }
changes =
    { $tense ->
        [planned]
            { $voice ->
                [you] ما سنغيّره
               *[subject] ما سيتغيّر في الخوارزمية
            }
       *[done]
            { $voice ->
                [you] ما غيّرناه
               *[subject] ما تغيّر في الخوارزمية
            }
    }
recalibrations = ما حرّك المقياس كله
others =
    { $tense ->
        [compared]
            { $voice ->
                [you] ما يختلف من حولك
               *[subject] ما يختلف في المحيط
            }
       *[done]
            { $voice ->
                [you] ما تغيّر من حولك، وللجميع
               *[subject] ما تغيّر في المحيط، وللجميع
            }
    }
own-data =
    { $tense ->
        [compared] من أين يأتي الفرق
       *[done]
            { $voice ->
                [you] ما تغيّر في بياناتك
               *[subject] ما تغيّر في بيانات صاحب الدرجة
            }
    }
undivided =
    { $voice ->
        [you] ما تغيّر في بياناتك أو في الخوارزمية
       *[subject] ما تغيّر في البيانات أو في الخوارزمية
    }
not-divided =
    { $mover ->
        [data] ما تغيّر في البيانات
        [algorithm] ما تغيّر في الخوارزمية
        [both] ما تغيّر في الخوارزمية وفي البيانات
       *[unknown] ما تغيّر في الخوارزمية، وربما في البيانات
    }
by-place = بحسب العناصر، بجميع الأسباب معًا
facts = للتوثيق

# ---------------------------------------------------------------------------------------------------------- تسميات

place = { $name }
whole = الدرجة كلها
rounding-title = التقريب
title = { $title }
title-of = { $title } (الإصدار { $version })
algorithm-title = الخوارزمية
data-title =
    { $voice ->
        [you] بياناتك
       *[subject] بيانات صاحب الدرجة
    }
reference-title = الآخرون جميعًا
undivided-title = البيانات أو الخوارزمية
elsewhere = في مواضع أخرى
other-title = تغييرات أخرى

# --------------------------------------------------------------------------------------------------------- تغييرات

change =
    { $course ->
        [taken-back] أُلغي: «{ $sentence }»
       *[made] { $sentence }
    }
of-version = هذا جزء من الإصدار { $version }.
algorithm =
    { $course ->
        [taken-back] عادت الطريقة السابقة لحساب الدرجة.
       *[made] طريقة حساب الدرجة.
    }
no-difference =
    { $tense ->
        [planned] لن يُحدث ذلك أي فرق { part-for-you }.
       *[done] لم يُحدث ذلك أي فرق { part-for-you }.
    }
hardly =
    { $tense ->
        [planned] لن يُحدث ذلك فرقًا يُذكر { part-for-you }.
       *[done] لم يُحدث ذلك فرقًا يُذكر { part-for-you }.
    }
together =
    { $beside ->
        [data]
            { $voice ->
                [you] يعتمد ذلك على بياناتك التي تغيّرت أيضًا: فهو بالبيانات السابقة { $alone }، وبالبيانات الحالية { $last }.
               *[subject] يعتمد ذلك على بيانات صاحب الدرجة التي تغيّرت أيضًا: فهو بالبيانات السابقة { $alone }، وبالبيانات الحالية { $last }.
            }
        [all] يعتمد ذلك على ما تغيّر سواه: فهو بمفرده { $alone }، وبعد كل ما سواه { $last }.
       *[changes] يعتمد ذلك على التغييرات الأخرى: فهو بمفرده { $alone }، وبعد جميع التغييرات الأخرى { $last }.
    }
other-changes =
    { $count ->
        [zero] لا تغييرات أصغر.
        [one] تغيير أصغر واحد.
        [two] تغييران أصغران معًا.
        [few] { $count } تغييرات أصغر معًا.
        [many] { $count } تغييرًا أصغر معًا.
       *[other] { $count } تغيير أصغر معًا.
    }
other = كل ما سوى ذلك معًا.
idle-changes =
    { $tense ->
        [planned]
            { $count ->
                [zero] لا تغييرات أخرى بلا فرق { part-for-you }.
                [one] تغيير آخر لن يُحدث أي فرق { part-for-you }.
                [two] تغييران آخران لن يُحدثا أي فرق { part-for-you }.
                [few] { $count } تغييرات أخرى لن تُحدث أي فرق { part-for-you }.
                [many] { $count } تغييرًا آخر لن يُحدث أي فرق { part-for-you }.
               *[other] { $count } تغيير آخر لن يُحدث أي فرق { part-for-you }.
            }
       *[done]
            { $count ->
                [zero] لا تغييرات أخرى بلا فرق { part-for-you }.
                [one] تغيير آخر لم يُحدث أي فرق { part-for-you }.
                [two] تغييران آخران لم يُحدثا أي فرق { part-for-you }.
                [few] { $count } تغييرات أخرى لم تُحدث أي فرق { part-for-you }.
                [many] { $count } تغييرًا آخر لم يُحدث أي فرق { part-for-you }.
               *[other] { $count } تغيير آخر لم يُحدث أي فرق { part-for-you }.
            }
    }
part-recalibrated =
    { $course ->
        [taken-back] وبمعزل عن ذلك أُلغي: «{ $sentence }»
       *[made] وبمعزل عن ذلك: { $sentence }
    }
recalibrated = { part-recalibrated } ({ part-for-you }: { $points }).
recalibrated-banded =
    { $band ->
        [nothing] { part-recalibrated } ({ part-for-you }: بلا فرق).
       *[some]
            { $sign ->
                [zero] { part-recalibrated } ({ part-for-you }: بلا فرق).
               *[minus] { part-recalibrated } ({ part-for-you }: { size }).
            }
    }
without =
    { $voice ->
        [you] ولولا ذلك لكانت درجتك { $level }.
       *[subject] ولولا ذلك لكانت الدرجة { $level }.
    }
taking-back =
    { $voice ->
        [you] ولو أُلغي هذا وحده لكانت درجتك { $level }.
       *[subject] ولو أُلغي هذا وحده لكانت الدرجة { $level }.
    }
data-of-today =
    { $voice ->
        [you] حُسب هذا من بياناتك كما هي اليوم.
       *[subject] حُسب هذا من البيانات كما هي اليوم.
    }

# ------------------------------------------------------------------------------------------------------ أجزاء الجمل

counts-and-scores =
    { $tense ->
        [planned] { part-standing } { $standing }، وسيكون وزنها { $after } بدلًا من { $before }
        [compared] { part-standing } { $standing }، ووزنها { $after } بدلًا من { $before }
       *[done] { part-standing } { $standing }، ووزنها الآن { $after } بدلًا من { $before }
    }
part-standing =
    { $voice ->
        [you] درجتك هناك
       *[subject] الدرجة هناك
    }
counts =
    { $tense ->
        [planned] سيكون وزن { part-thing } { $after } بدلًا من { $before }
        [compared] وزن { part-thing } { $after } بدلًا من { $before }
       *[done] وزن { part-thing } الآن { $after } بدلًا من { $before }
    }
counts-after =
    { $tense ->
        [planned] سيكون وزن { part-thing } { $after }
        [compared] وزن { part-thing } { $after }
       *[done] وزن { part-thing } الآن { $after }
    }
counts-after-and-scores =
    { $tense ->
        [planned] { part-standing } { $standing }، وسيكون وزنها { $after }
        [compared] { part-standing } { $standing }، ووزنها { $after }
       *[done] { part-standing } { $standing }، ووزنها الآن { $after }
    }
counts-before =
    { $tense ->
        [planned] وزن { part-thing } اليوم { $before }
        [compared] وزن { part-thing } هناك { $before }
       *[done] كان وزن { part-thing } { $before }
    }
part-trend =
    { $trend ->
        [more] أكبر
       *[less] أقل
    }
part-among =
    { $among ->
        [lower]
            { $voice ->
                [you] ، ودرجتك هناك أقل منها في غيره
               *[subject] ، والدرجة هناك أقل منها في غيره
            }
        [higher]
            { $voice ->
                [you] ، ودرجتك هناك أعلى منها في غيره
               *[subject] ، والدرجة هناك أعلى منها في غيره
            }
       *[open] { "" }
    }
counts-otherwise =
    { $tense ->
        [planned] سيكون وزن { part-thing } { part-trend } مما هو اليوم{ part-among }
        [compared] وزن { part-thing } { part-trend } هنا{ part-among }
       *[done] وزن { part-thing } الآن { part-trend } من ذي قبل{ part-among }
    }
came =
    { $tense ->
        [compared]
            { $voice ->
                [you] { part-thing } موجود لديك فقط
               *[subject] { part-thing } موجود هنا فقط
            }
        [planned]
            { $doer ->
                [algorithm] { part-thing } سيُحتسب، وهو لا يُحتسب اليوم
               *[data] { part-thing } جديد
            }
       *[done]
            { $doer ->
                [algorithm] { part-thing } يُحتسب الآن، ولم يكن يُحتسب من قبل
               *[data] { part-thing } جديد
            }
    }
went =
    { $tense ->
        [compared]
            { $voice ->
                [you] { part-thing } غير موجود لديك
               *[subject] { part-thing } غير موجود هنا
            }
        [planned]
            { $doer ->
                [algorithm] { part-thing } لن يُحتسب بعد ذلك
               *[data] { part-thing } لم يعد موجودًا
            }
       *[done]
            { $doer ->
                [algorithm] { part-thing } لم يعد يُحتسب
               *[data] { part-thing } لم يعد موجودًا
            }
    }
part-came =
    { $tense ->
        [compared]
            { $voice ->
                [you] جزء منه موجود لديك فقط
               *[subject] جزء منه موجود هنا فقط
            }
        [planned]
            { $doer ->
                [algorithm] جزء منه سيُحتسب، وهو لا يُحتسب اليوم
               *[data] جزء منه جديد
            }
       *[done]
            { $doer ->
                [algorithm] جزء منه يُحتسب الآن، ولم يكن يُحتسب من قبل
               *[data] جزء منه جديد
            }
    }
part-went =
    { $tense ->
        [compared]
            { $voice ->
                [you] جزء منه غير موجود لديك
               *[subject] جزء منه غير موجود هنا
            }
        [planned]
            { $doer ->
                [algorithm] جزء منه لن يُحتسب بعد ذلك
               *[data] جزء منه لم يعد موجودًا
            }
       *[done]
            { $doer ->
                [algorithm] جزء منه لم يعد يُحتسب
               *[data] جزء منه لم يعد موجودًا
            }
    }
part-limit =
    { $thing_is ->
        [named] الحدّ «{ $thing }»
       *[it] هذا الحدّ
    }
part-applies =
    { $tense ->
        [planned] سيكون جديدًا
       *[done] جديد
    }
part-no-longer-applies =
    { $tense ->
        [planned] سيُلغى
       *[done] أُلغي
    }
limit-came = { part-limit } { part-applies }
limit-went = { part-limit } { part-no-longer-applies }
limited = حدٌّ { part-applies }
unlimited = حدٌّ كان قائمًا { part-no-longer-applies }
limited-otherwise =
    { $tense ->
        [planned] سيُضبط أحد الحدود بطريقة مختلفة
       *[done] ضُبط أحد الحدود بطريقة مختلفة
    }
remeasured =
    { $tense ->
        [planned] { part-thing } سيُقاس بطريقة مختلفة
       *[done] { part-thing } يُقاس بطريقة مختلفة
    }
remeasured-from =
    { $tense ->
        [planned] { part-thing } سيُقاس بطريقة مختلفة: { $after } بدلًا من { $before }
       *[done] { part-thing } يُقاس بطريقة مختلفة: { $after } بدلًا من { $before }
    }
converted =
    { $tense ->
        [planned] { part-thing } سيُحوَّل إلى نقاط بطريقة مختلفة
       *[done] { part-thing } يُحوَّل إلى نقاط بطريقة مختلفة
    }
converted-to =
    { $figures ->
        [alone]
            { $tense ->
                [planned] بهذا وحده سيعطي { part-thing } { $after } بدلًا من { $before }
               *[done] بهذا وحده يعطي { part-thing } { $after } بدلًا من { $before }
            }
       *[scores]
            { $tense ->
                [planned] { part-thing } سيعطي { $after } بدلًا من { $before }
                [compared] { part-thing } يعطي { $after } بدلًا من { $before }
               *[done] { part-thing } يعطي الآن { $after } بدلًا من { $before }
            }
    }
rounding = التقريب
several =
    { $thing_is ->
        [named] تغيّرت معًا عدة أمور وراء «{ $thing }»
       *[it] تغيّرت هنا عدة أمور معًا
    }
band =
    { $tense ->
        [planned] ستنتقل الفئة من «{ $before }» إلى «{ $after }»
        [compared] الفئة «{ $after }» بدلًا من «{ $before }»
       *[done] انتقلت الفئة من «{ $before }» إلى «{ $after }»
    }
crossed =
    { $tense ->
        [planned] سيجري تجاوز حدّ فاصل
        [compared] يقع حدّ فاصل بين الاثنين
       *[done] جرى تجاوز حدّ فاصل
    }
passed =
    { $passing ->
        [reached] انتقلت { part-value } من { $before } إلى { $after } وبلغت الحدّ { $limit }
        [met] انتقلت { part-value } من { $before } إلى { $after } وتجاوزت الحدّ { $limit }
        [missed] انتقلت { part-value } من { $before } إلى { $after } ولم تعد تتجاوز الحدّ { $limit }
       *[fell] انتقلت { part-value } من { $before } إلى { $after } ونزلت عن الحدّ { $limit }
    }
part-old-limit =
    { $before_is ->
        [at-least] { $before } على الأقل
        [more-than] أكثر من { $before }
       *[plain] { $before }
    }
part-new-limit =
    { $after_is ->
        [at-least] { $after } على الأقل
        [more-than] أكثر من { $after }
       *[plain] { $after }
    }
limit-moved = { part-value } هي { $value }، وانتقل الحدّ من { part-old-limit } إلى { part-new-limit }
part-limit-before =
    { $before_is ->
        [at-least] { $limit_before } على الأقل
        [more-than] أكثر من { $limit_before }
       *[plain] { $limit_before }
    }
part-limit-after =
    { $after_is ->
        [at-least] { $limit_after } على الأقل
        [more-than] أكثر من { $limit_after }
       *[plain] { $limit_after }
    }
both-moved =
    انتقلت { part-value } من { $before } إلى { $after }، والحدّ من { part-limit-before } إلى { part-limit-after }
value =
    { $thing_is ->
        [named]
            { $tense ->
                [planned] ستنتقل قيمة «{ $thing }» من { $before } إلى { $after }
                [compared] قيمة «{ $thing }» هي { $after } بدلًا من { $before }
               *[done] انتقلت قيمة «{ $thing }» من { $before } إلى { $after }
            }
       *[it]
            { $tense ->
                [compared] { $after } بدلًا من { $before }
               *[done] من { $before } إلى { $after }
            }
    }
number =
    { $thing_is ->
        [named]
            { $tense ->
                [planned] سينتقل رقم يُستخدم في حساب «{ $thing }» من { $before } إلى { $after }
                [compared] رقم يُستخدم في حساب «{ $thing }» هو { $after } بدلًا من { $before }
               *[done] انتقل رقم يُستخدم في حساب «{ $thing }» من { $before } إلى { $after }
            }
       *[it]
            { $tense ->
                [planned] سينتقل رقم يُستخدم في الحساب من { $before } إلى { $after }
                [compared] رقم يُستخدم في الحساب هو { $after } بدلًا من { $before }
               *[done] انتقل رقم يُستخدم في الحساب من { $before } إلى { $after }
            }
    }
set-differently =
    { $tense ->
        [planned] هذا العنصر سيُحسب بطريقة مختلفة
       *[done] هذا العنصر يُحسب بطريقة مختلفة
    }

# --------------------------------------------------------------------------------------------------------- ملاحظات

branch =
    «{ $name }»: القيمة «{ $after }» بدلًا من «{ $before }»،
    ولذلك تُحتسب أشياء غير التي كانت تُحتسب، وقد ذُكرت أعلاه واحدًا واحدًا.
absent =
    { $voice ->
        [you] غير موجود، ولا يكلّفك شيئًا: { $names }.
       *[subject] غير موجود، ولا يكلّف شيئًا: { $names }.
    }
more-absent =
    { $count ->
        [zero] لا شيء آخر غير موجود.
        [one] عنصر آخر غير موجود، ولا يكلّف شيئًا.
        [two] عنصران آخران غير موجودين، ولا يكلّفان شيئًا.
        [few] { $count } عناصر أخرى غير موجودة، ولا تكلّف شيئًا.
        [many] { $count } عنصرًا آخر غير موجود، ولا يكلّف شيئًا.
       *[other] { $count } عنصر آخر غير موجود، ولا يكلّف شيئًا.
    }
score-held = توقفت الدرجة عند { part-held } قدره { $held }؛ ولولاه لكانت { $without }.
score-held-plain = توقفت الدرجة عند { part-held }.
held = توقفت قيمة { part-held-name } عند { part-held } قدره { $held }؛ ولولاه لكانت { $without }.
held-at = توقفت قيمة { part-held-name } عند { part-held } قدره { $held }.
held-plain = توقفت قيمة { part-held-name } عند { part-held }.
more-held =
    { $count ->
        [zero] لا قيم أخرى مقيّدة بحدّ.
        [one] قيمة أخرى مقيّدة بحدّ.
        [two] قيمتان أخريان مقيّدتان بحدّ.
        [few] { $count } قيم أخرى مقيّدة بحدّ.
        [many] { $count } قيمة أخرى مقيّدة بحدّ.
       *[other] { $count } قيمة أخرى مقيّدة بحدّ.
    }
coarse =
    تُحتسب قبل التغيير وبعده أشياء مختلفة، فلم يمكن فصل المدخلات المفردة بقيم دقيقة؛
    وقد قُسمت بمقارنة الصيغتين.
one-sided =
    { $voice ->
        [you] سُئل عنها في جانب واحد فقط، فحُسبت من بياناتك: { $names }.
       *[subject] سُئل عنها في جانب واحد فقط، فحُسبت من بيانات صاحب الدرجة: { $names }.
    }
versions-differ = قد يفسّر تغيّر الإصدار الفرق كله أو بعضه.
scales-differ = الدرجتان على مقياسين مختلفين.
other-subject = هما درجتا شخصين مختلفين أو شيئين مختلفين.
formula-not-kept = لم تُحفظ الصيغة مع الدرجتين، فلا يُعرف أين تختلفان.
part-record =
    { $record_is ->
        [on] السجل بتاريخ { $record }
        [earlier] السجل الأسبق
       *[later] السجل الأحدث
    }
input-gone = استُخلص هذا من السجلات وحدها: مُدخلات { part-record } لم تعد موجودة.
inputs-gone = استُخلص هذا من السجلات وحدها: مُدخلات السجلين لم تعد موجودة.
not-reproduced =
    { $other ->
        [data] استُخلص هذا من السجلات وحدها: ما قُدّم على أنه مُدخلات { part-record } ليس ما حُسبت منه الدرجة.
        [model] استُخلص هذا من السجلات وحدها: حُسبت درجة { part-record } ببناء آخر من الإصدار نفسه.
       *[score] استُخلص هذا من السجلات وحدها: مُدخلات { part-record } لا تعطي الدرجة المسجلة؛ فهي مُدخلات أخرى أو بناء آخر من الإصدار.
    }
not-scored-again = استُخلص هذا من السجلات وحدها: لم يعد حساب مُدخلات { part-record } ممكنًا بإصداره.
not-by-changes = استُخلص هذا من السجلات وحدها: لم يمكن تقسيمه بحسب التغييرات المسمّاة.
contact = للأسئلة: { $whom }.
own-words = { $text }

# ---------------------------------------------------------------------------------------------------- ما التالي

history-title =
    { $voice ->
        [you] كيف تغيّرت درجتك
       *[subject] كيف تغيّرت الدرجة
    }
new-version = إصدار جديد { $version }
restated-series = ما كان سيعطيه الإصدار { $version }؛ وهذه الدرجات لم تُمنح قط.
first-score = الدرجة الأولى
stands-at = { part-score } هي { $level }.
next-reached = الدرجة { $level }، وهي بذلك تبلغ { $goal } كما هي.
next-goal = يكفي تغيير واحد بمفرده لبلوغ { $goal }:
next-number = لو كانت قيمة «{ $name }» { $after } بدلًا من { $before } لكانت الدرجة { $level }.
next-label = لو كانت قيمة «{ $name }» «{ $after }» بدلًا من «{ $before }» لكانت الدرجة { $level }.
next-none =
    { $tried ->
        [some] لم يُعثر ضمن الحدود المبحوثة على تغيير واحد من هذه يبلغ { $goal }: { $names }.
       *[all] لا يبلغ أي تغيير واحد من هذه { $goal } ضمن الحدود المبحوثة: { $names }.
    }
next-nearest = الأقرب «{ $name }» عند { $after }: لكانت الدرجة { $level }.

# ----------------------------------------------------------------------------------------------------------- حقائق

fact-versions = الإصداران: قبل { $from }، بعد { $to }.
fact-move = التغيّر الدقيق: من { $before } إلى { $after }، { $moved }.
fact-rounding =
    التقريب: قُرِّبت نقاط كل قائمة معًا لكي يطابق مجموعها ما يُقرأ. وقد يختلف أحدها، لو قُرِّب وحده، بواحد في آخر خانة.
fact-method =
    { $split ->
        [owen] الطريقة: قيم أوين الدقيقة للأسباب، ولمواضع البيانات أيضًا.
       *[secant] الطريقة: قيم أوين الدقيقة للأسباب؛ وفرق القاطع بين تسجيلين للمواضع.
    }
fact-releases =
    الإصدارات: تُجرَّب تغييرات كل إصدار على ما كان ساريًا في وقته، إصدارًا بعد آخر، على البيانات قبل وبعد؛ ومعنى «وحده» و«بعد كل
    شيء آخر» داخل الإصدار. هذا تاريخ الدرجة، لا كل التغييرات مجرَّبة معًا.
fact-evaluations =
    العمل: مرات حساب النموذج: { $evaluations } (المسموح: { $budget })؛ مرات مقارنة تسجيلين: { $diffs }.
fact-fingerprint-before = البصمة قبل: { $fingerprint }.
fact-fingerprint-after = البصمة بعد: { $fingerprint }.

# ------------------------------------------------------------------------------------------- ما تتكوّن منه غيرها

# للأرقام 123 علامة % وللأرقام ١٢٣ علامة ٪.
percent =
    { $is ->
        [less] أقل من { part-percent }
        [more] أكثر من { part-percent }
       *[about] { part-percent }
    }
power = { $number } × 10{ $power }
range =
    { $start_is ->
        [from]
            { $end_is ->
                [below] من { $start } إلى أقل من { $end }
                [up-to] من { $start } حتى { $end }
               *[none] { $start } فأكثر
            }
        [above]
            { $end_is ->
                [below] أكثر من { $start } وأقل من { $end }
                [up-to] أكثر من { $start } وحتى { $end }
               *[none] أكثر من { $start }
            }
       *[none]
            { $end_is ->
                [up-to] حتى { $end }
               *[below] أقل من { $end }
            }
    }
part-month =
    { $month ->
        [1] يناير
        [2] فبراير
        [3] مارس
        [4] أبريل
        [5] مايو
        [6] يونيو
        [7] يوليو
        [8] أغسطس
        [9] سبتمبر
        [10] أكتوبر
        [11] نوفمبر
       *[12] ديسمبر
    }
part-percent =
    { $digits ->
        [own] { $number }٪
       *[latin] { $number }%
    }
date =
    { $clock_is ->
        [known] { $day } { part-month } { $year }، الساعة { $clock } (UTC)
       *[unknown] { $day } { part-month } { $year }
    }
size =
    { $band ->
        [large]
            { $sign ->
                [minus] انخفاض كبير
                [plus] ارتفاع كبير
               *[zero] بلا أثر
            }
        [medium]
            { $sign ->
                [minus] انخفاض متوسط
                [plus] ارتفاع متوسط
               *[zero] بلا أثر
            }
        [small]
            { $sign ->
                [minus] انخفاض صغير
                [plus] ارتفاع صغير
               *[zero] بلا أثر
            }
       *[nothing] بلا أثر
    }
two-clauses = { $first }؛ { $second }
clauses = { $clauses }.

# ------------------------------------------------------------------------------------------------- كل من له درجة

# بعد النقطتين لا يحتاج العدد إلى تمييز.
part-subjects =
    { $subjects_is ->
        [named] { $subjects }: { $count }
       *[scores] الدرجات: { $count }
    }
population =
    { $lower ->
        [better] { part-subjects }، منها ما ينخفض (أفضل): { $down }، وما يبقى: { $same }، وما يرتفع (أسوأ): { $up }.
       *[plain] { part-subjects }، منها ما ينخفض: { $down }، وما يبقى: { $same }، وما يرتفع: { $up }.
    }
who-falls = تنخفض
who-stays = لا تتغيّر
who-rises = ترتفع
population-empty = لا توجد درجة يعطيها الإصداران معًا.
mean-moved =
    { $moved_sign ->
        [minus] ينخفض متوسط الدرجة في «{ $score }» من { $before } في الإصدار { $from } إلى { $after } في الإصدار { $to } ({ $moved }).
       *[plus] يرتفع متوسط الدرجة في «{ $score }» من { $before } في الإصدار { $from } إلى { $after } في الإصدار { $to } ({ $moved }).
    }
mean-stayed = متوسط الدرجة في «{ $score }» هو { $after } في الإصدار { $from } وفي الإصدار { $to }.
one-group = تُحسب هنا مجموعة واحدة فقط: { $name } «{ $group }».
mean-before = المتوسط قبل ({ $version })
mean-after = المتوسط بعد ({ $version })
mean-changes = ما يفعله كل تغيير في المتوسط
mean-by-changes = تغييراتنا: { $moved }.
mean-by-data = بياناتهم: { $moved }.
mean-by-reference = ما يقاسون به: { $moved }.
mean-by-joined = المنضمون الجدد: { $moved }.
mean-by-left = من غادروا: { $moved }.
mean-own-data = ما فعلته بياناتهم في المتوسط
mean-data = تغيّرت بياناتهم.
mean-others = ما حدث من حولهم في المتوسط
mean-reference = تغيّر ما يقاسون به.
composition = من انضم ومن غادر
joined-title = المنضمون الجدد
joined = لم تكن من قبل: { part-subjects }، ومتوسطها { $mean }.
left-title = من غادروا
left = لم تعد موجودة: { part-subjects }، وكان متوسطها { $mean }.
mean-no-difference = لا يُحدث هذا فرقًا في المتوسط.
mean-hardly = لا يكاد هذا يُحدث فرقًا في المتوسط.
mean-idle-changes =
    { $count ->
        [zero] لا تغييرات أخرى بلا أثر في المتوسط.
        [one] تغيير واحد آخر لا يُحدث فرقًا في المتوسط.
        [two] تغييران آخران لا يُحدثان فرقًا في المتوسط.
        [few] { $count } تغييرات أخرى لا تُحدث فرقًا في المتوسط.
        [many] { $count } تغييرًا آخر لا يُحدث فرقًا في المتوسط.
       *[other] { $count } تغيير آخر لا يُحدث فرقًا في المتوسط.
    }
unexplained = ما لم يمكن تفسيره
unexplained-title = غير مفسَّر
unexplained-moves =
    { $count ->
        [zero] كل التحركات فسّرتها التغييرات.
        [one] تحرّك واحد لم تفسّره التغييرات.
        [two] تحرّكان لم تفسّرهما التغييرات.
        [few] { $count } تحرّكات لم تفسّرها التغييرات.
        [many] { $count } تحرّكًا لم تفسّره التغييرات.
       *[other] { $count } تحرّك لم تفسّره التغييرات.
    }
unexplained-example = أولها: «{ $subject }».
crossings = من صار في فئة أخرى
crossings-table = الصفوف هي الفئات قبل، والأعمدة هي الفئات بعد
crosses =
    { $side ->
        [above] يرتفع من «{ $before }» إلى «{ $after }»: { $count }.
       *[below] ينخفض من «{ $before }» إلى «{ $after }»: { $count }.
    }
more-crossings = ينتقل بين فئات أخرى: { $count }.
same-band = يبقى في الفئة نفسها: { $count }.
grade = { $name }
grade-below = أقل من { $limit }
grade-between = من { $low } إلى { $high }
grade-from = من { $limit } فأعلى
moves = كم تتحرك الدرجات بالنقاط، قبل التقريب
moves-between = من { $low } إلى { $high }
moves-none = بلا تحرّك
by-level = كيف تتحرك في المتوسط، بحسب موضعها قبل التغيير
by-tenth = كيف تتحرك في المتوسط، بحسب أعشار الدرجات قبل التغيير
level-moved = { part-subjects }؛ ينخفض منها: { $down }، وأكبر انخفاض: { $fall }.
level-kept = { part-subjects }؛ لا ينخفض منها شيء.
groups = المجموعات الأكثر تحرّكًا في المتوسط
group = { $name }: { $group }
group-moved = { part-subjects }؛ يتغيّر المتوسط من { $before } إلى { $after }.
more-groups =
    { $count ->
        [zero] لا مجموعات أخرى.
        [one] مجموعة أخرى واحدة لا تتحرك أكثر من هذه.
        [two] مجموعتان أخريان لا تتحركان أكثر من هذه.
        [few] { $count } مجموعات أخرى لا تتحرك أكثر من هذه.
        [many] { $count } مجموعة أخرى لا تتحرك أكثر من هذه.
       *[other] { $count } مجموعة أخرى لا تتحرك أكثر من هذه.
    }
unscored = لم يمكن حسابها، فليست ضمن هذه الأرقام: { $count }.
lost = منها ما يفقد درجته التي في الإصدار { $from }: { $count }.
gained = منها ما له درجة في الإصدار { $to } فقط: { $count }.
unscored-because =
    { $obstacle ->
        [missing] { $count } لعدم وجود قيمة لـ«{ $name }».
        [unusable] { $count } لتعذّر استعمال قيمة «{ $name }».
        [failed] { $count } لتعذّر الحساب عند «{ $name }».
       *[refused] { $count } لرفض قيمة «{ $name }».
    }
unscored-line = لم يُقرأ السطر { $line }.
unscored-subject = لم يُحسب: «{ $subject }».
gate-open =
    { $count ->
        [1] شرط الإصدار مستوفى.
       *[other] جميع شروط الإصدار مستوفاة: { $count }.
    }
gate-closed = شروط الإصدار: { $count }، وغير المستوفى منها: { $unmet }.
part-unmet =
    { $within ->
        [group] شرط غير مستوفى ({ $name }: «{ $group }»)
       *[all] شرط غير مستوفى
    }
part-allowed = { $share }، والمسموح { $most } على الأكثر
gate-beyond =
    { $way ->
        [rose]
            { $far ->
                [beyond] { part-unmet }: يرتفع { $count } من { $all } بأكثر من { $points } نقطة ({ part-allowed }).
               *[any] { part-unmet }: يرتفع { $count } من { $all } ({ part-allowed }).
            }
       *[fell]
            { $far ->
                [beyond] { part-unmet }: ينخفض { $count } من { $all } بأكثر من { $points } نقطة ({ part-allowed }).
               *[any] { part-unmet }: ينخفض { $count } من { $all } ({ part-allowed }).
            }
    }
gate-leaving = { part-unmet }: يغادر الفئة «{ $band }» ما عدده { $count } من { $all } ({ part-allowed }).
gate-lost = { part-unmet }: يفقد درجته ما عدده { $count } من { $all } ({ part-allowed }).
gate-failures = شرط غير مستوفى: تعذّرت قراءة أو حساب { $count } من { $all } ({ part-allowed }).
gate-largest =
    { $way ->
        [rose] { part-unmet }: أكبر ارتفاع هو { $points } نقطة (والمسموح { $most } على الأكثر).
       *[fell] { part-unmet }: أكبر انخفاض هو { $points } نقطة (والمسموح { $most } على الأكثر).
    }
gate-mean = { part-unmet }: متوسط التحرّك { $mean } (والمسموح من { $from } إلى { $to }).
gate-ranks = { part-unmet }: ارتباط الرتب { $found } (والمطلوب { $least } على الأقل).
part-unmeasured =
    { $because ->
        [not-counted] لم يُعدّ من يتحرّك إلى هذا الحد
        [not-exact] لا تُقاس الرتب إلا في الوضع الدقيق
        [tied] كل درجات أحد الإصدارين متساوية، أو هي أقل من اثنتين
        [empty-band] لم يكن أحد في «{ $band }»
        [two-bands] أكثر من فئة اسمها «{ $band }»
        [no-band] لا توجد فئة اسمها «{ $band }»
       *[nobody] لم يُحسب أحد
    }
gate-unmeasured = { part-unmet }، لأنه لم يُقَس: { part-unmeasured }.
sampled = هذه عيّنة. بثقة 95 % يقع متوسط تحرّك الجميع بين { $low } و{ $high }، وينخفض ما بين { $least } و{ $most }.
weighted = لا تتساوى كلها في الوزن: مجموع أوزانها { $weight }، والمتوسطات والتحركات محسوبة بالوزن.
bands-moved = الحدود بين الفئات بعد التغيير غير ما كانت عليه قبله.
not-by-change = لم يُقَس ما يفعله كل تغيير وحده.
fact-mean = المتوسط الدقيق: قبل { $before }، بعد { $after }، { $moved }.
fact-mean-method = الطريقة: قيم شابلي الدقيقة للتغييرات المسمّاة لكل درجة، ثم متوسطها.
fact-streaming =
    الأرقام: معدودة في فئات؛ الأعداد والمتوسطات والآثار دقيقة، والشرائح الكمّية إلى { $resolution } من النقطة.
fact-exact = الأرقام: دقيقة، من كل درجة على حدة.
