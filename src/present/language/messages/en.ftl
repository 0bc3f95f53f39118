# All messages in English, for translators: what is not translated is told in these words.
#
# $voice is `you` where the reader is the one who was scored, and `subject` where they read about somebody or something
# else. Numbers come rounded and written as the language writes them; counts choose plurals. Whatever moved the score as
# $moved is also there as $moved_size, without a sign, and $moved_sign: minus, zero or plus.

# ---------------------------------------------------------------------------------------------------------- pieces

# $score_is: `score` where the name ends with "score", else `name`.
part-name =
    { $score_is ->
        [score] { $score }
       *[name] { $score } score
    }
part-score =
    { $voice ->
        [you] Your { part-name }
       *[subject] Their { part-name }
    }
part-aside =
    { $aside ->
        [better] , an improvement: lower is better
        [worse] , which is worse: lower is better
       *[plain] { "" }
    }
part-way =
    { $moved_sign ->
        [minus] fell
       *[plus] rose
    }
part-when =
    { $when ->
        [on] { " " }on { $until }
        [between] { " " }between { $since } and { $until }
       *[unknown] { "" }
    }
part-versions =
    { $versions ->
        [newer] { " " }when it moved from version { $from } to version { $to }.
        [older] { " " }when it moved from version { $from } back to version { $to }.
        [other-model] . Both scores carry version { $to }, but they come from two different models.
       *[same] , both times in version { $to }.
    }
part-moved-versions =
    { $versions ->
        [same] , both times in version { $to }.
       *[other] { part-versions }
    }
# $thing_is: `it` for the place that the line is about, or `named`.
part-thing =
    { $thing_is ->
        [named] { $thing }
       *[it] it
    }
part-value =
    { $thing_is ->
        [named] { $thing }
       *[it] the value
    }
part-counts =
    { $tense ->
        [planned] will count
        [compared] counts
       *[done] now counts
    }
part-is =
    { $tense ->
        [planned] will be
       *[done] is
    }
part-for-you =
    { $voice ->
        [you] for you
       *[subject] for them
    }
part-held-name =
    { $scopes_is ->
        [some] { $name } ({ $scopes })
       *[none] { $name }
    }
part-held =
    { $limit ->
        [floor] held up
       *[cap] held down
    }

# ------------------------------------------------------------------------------------------------------- headlines

effective =
    { $voice ->
        [you] From { $date } your score will be calculated in a new way.
       *[subject] From { $date } their score will be calculated in a new way.
    }
unaffected =
    { $voice ->
        [you] Nothing changes on { $date }: your score will be calculated as it is today.
       *[subject] Nothing changes on { $date }: their score will be calculated as it is today.
    }
part-changed =
    { $course ->
        [taken-back]
            { $voice ->
                [you] We went back to the earlier way of calculating the score.
               *[subject] The earlier way of calculating the score came back.
            }
       *[made]
            { $voice ->
                [you] We changed how the score is calculated.
               *[subject] How the score is calculated was changed.
            }
    }
part-still =
    { $own ->
        [still]
            { $voice ->
                [you] { " " }Nothing you did moved it.
               *[subject] { " " }Nothing in their own data moved it.
            }
       *[open] { "" }
    }
verdict-ours = { part-changed }{ part-still }
verdict-none =
    { $calculation ->
        [same] Both versions calculate the score in the same way. Nothing changed { part-for-you }.
        [balanced] { part-changed } Taken together, that comes to 0 { part-for-you }.
       *[idle] { part-changed } It made no difference { part-for-you }.
    }
part-calculation =
    { $calculation ->
        [same] ; it is calculated as before.
        [balanced] . What changed in how it is calculated comes to 0 { part-for-you }, taken together.
       *[idle] . The new way of calculating it made no difference { part-for-you }.
    }
verdict-own =
    { $voice ->
        [you] Your own data moved the score{ part-calculation }
       *[subject] Their own data moved the score{ part-calculation }
    }
part-around =
    { $voice ->
        [you] what changed around you
       *[subject] what changed around them
    }
verdict-around =
    { $voice ->
        [you] What changed around you moved the score{ part-calculation }{ part-still }
       *[subject] What changed around them moved the score{ part-calculation }{ part-still }
    }
part-ours = how it is calculated now
part-own =
    { $voice ->
        [you] your own data
       *[subject] their own data
    }
verdict-several =
    { $movers ->
        [ours-own] Two things moved the score: { part-ours } ({ $ours }) and { part-own } ({ $own }).
        [ours-around] Two things moved the score: { part-ours } ({ $ours }) and { part-around } ({ $around }).
        [own-around] Two things moved the score: { part-own } ({ $own }) and { part-around } ({ $around }).
       *[all] Three things moved the score: { part-ours } ({ $ours }), { part-own } ({ $own }) and { part-around } ({ $around }).
    }
verdict-several-banded =
    { $movers ->
        [ours-own] Two things moved the score: { part-ours } and { part-own }.
        [ours-around] Two things moved the score: { part-ours } and { part-around }.
        [own-around] Two things moved the score: { part-own } and { part-around }.
       *[all] Three things moved the score: { part-ours }, { part-own } and { part-around }.
    }
part-moved-by =
    { $tense ->
        [planned]
            { $way ->
                [fell] will fall
               *[rose] will rise
            }
       *[done] { $way }
    }
this-far =
    { $subjects_is ->
        [named] Of all { $subjects }, { $share } { part-moved-by } by more than { $points }.
       *[scores] Of all scores, { $share } { part-moved-by } by more than { $points }.
    }
moved = { part-score } { part-way } from { $before } to { $after } ({ $moved }{ part-aside }){ part-when }{ part-moved-versions }
stayed = { part-score } stayed at { $after }{ part-versions }
regraded =
    { $tense ->
        [planned] The score will go from “{ $before }” to “{ $after }”.
        [compared] The score is “{ $after }” instead of “{ $before }”.
       *[done] The score went from “{ $before }” to “{ $after }”.
    }
would-move = { part-score } is { $before } and will be { $after } ({ $moved }{ part-aside }) under version { $to }.
would-stay = { part-score } will stay at { $after } under version { $to }.
compared =
    { $side ->
        [above] { part-score } is { $after }: { $distance } above the { $before } it is compared with.{ part-compared }
       *[below] { part-score } is { $after }: { $distance } below the { $before } it is compared with.{ part-compared }
    }
part-compared =
    { $aside ->
        [better] { " " }That is an improvement: lower is better.
        [worse] { " " }That is worse: lower is better.
       *[plain] { "" }
    }
compared-same = { part-score } is { $after }, the same as the one it is compared with.
before =
    { $tense ->
        [planned] Today (version { $version })
        [compared] What it is compared with
       *[done] Before (version { $version })
    }
after =
    { $tense ->
        [planned] Then (version { $version })
        [compared] The score (version { $version })
       *[done] After (version { $version })
    }

# -------------------------------------------------------------------------------------------------------- headings

changes =
    { $tense ->
        [planned]
            { $voice ->
                [you] What we are about to change
               *[subject] What is about to change in the algorithm
            }
       *[done]
            { $voice ->
                [you] What we changed
               *[subject] What was changed in the algorithm
            }
    }
recalibrations = What moved the whole scale
others =
    { $tense ->
        [compared]
            { $voice ->
                [you] What differs around you
               *[subject] What differs around them
            }
       *[done]
            { $voice ->
                [you] What changed around you, for everybody
               *[subject] What changed around them, for everybody
            }
    }
own-data =
    { $tense ->
        [compared] Where the difference comes from
       *[done]
            { $voice ->
                [you] What changed in your own data
               *[subject] What changed in their own data
            }
    }
undivided =
    { $voice ->
        [you] What changed in your data or in the algorithm
       *[subject] What changed in their data or in the algorithm
    }
not-divided =
    { $mover ->
        [data] What changed in the data
        [algorithm] What changed in the algorithm
        [both] What changed in the algorithm and in the data
       *[unknown] What changed in the algorithm, and perhaps in the data
    }
by-place = Place by place, all causes together
facts = For the record

# ---------------------------------------------------------------------------------------------------------- labels

place = { $name }
whole = The whole score
rounding-title = Rounding
# $title is the author's, or `title-` with the $key of the change.
title = { $title }
title-of = { $title } (version { $version })
algorithm-title = The algorithm
data-title = Own data
reference-title = Everybody else
undivided-title = Data or algorithm
elsewhere = Elsewhere
other-title = Other changes

# --------------------------------------------------------------------------------------------------------- changes

# $sentence is the author's, or `change-` with the $key of the change (before it takes effect, `upcoming-` with it).
change =
    { $course ->
        [taken-back] Taken back: “{ $sentence }”
       *[made] { $sentence }
    }
of-version = It is part of version { $version }.
algorithm =
    { $course ->
        [taken-back] The earlier way of calculating the score came back.
       *[made] The way the score is calculated.
    }
no-difference =
    { $tense ->
        [planned] This will make no difference { part-for-you }.
       *[done] This made no difference { part-for-you }.
    }
hardly =
    { $tense ->
        [planned] This will make hardly any difference { part-for-you }.
       *[done] This made hardly any difference { part-for-you }.
    }
together =
    { $beside ->
        [data]
            { $voice ->
                [you] It depends on your own data, which changed too: with the data as it was it would be { $alone }, with the data as it is now { $last }.
               *[subject] It depends on their own data, which changed too: with the data as it was it would be { $alone }, with the data as it is now { $last }.
            }
        [all] It depends on what else changed: on its own it would be { $alone }, after everything else { $last }.
       *[changes] It depends on the other changes: on its own it would be { $alone }, after all others { $last }.
    }
other-changes =
    { $count ->
        [1] One smaller change.
       *[other] { $count } smaller changes together.
    }
other = Everything else together.
part-idle =
    { $count ->
        [1] One more change
       *[other] { $count } more changes
    }
idle-changes =
    { $tense ->
        [planned] { part-idle } will make no difference { part-for-you }.
       *[done] { part-idle } made no difference { part-for-you }.
    }
part-recalibrated =
    { $course ->
        [taken-back] Separately, taken back: “{ $sentence }”
       *[made] Separately: { $sentence }
    }
recalibrated = { part-recalibrated } ({ $points } { part-for-you }).
recalibrated-banded =
    { $band ->
        [nothing] { part-recalibrated } (no difference { part-for-you }).
       *[some]
            { $sign ->
                [zero] { part-recalibrated } (no difference { part-for-you }).
               *[minus] { part-recalibrated } (a { size } { part-for-you }).
            }
    }
without =
    { $voice ->
        [you] Without it you would be at { $level }.
       *[subject] Without it they would be at { $level }.
    }
taking-back =
    { $voice ->
        [you] Taking back only this would put you at { $level }.
       *[subject] Taking back only this would put them at { $level }.
    }
data-of-today =
    { $voice ->
        [you] This is worked out from your data as it is today.
       *[subject] This is worked out from their data as it is today.
    }

# --------------------------------------------------------------------------------------------------------- clauses

counts-and-scores =
    { $voice ->
        [you] you score { $standing } there, and it { part-counts } { $after } instead of { $before }
       *[subject] they score { $standing } there, and it { part-counts } { $after } instead of { $before }
    }
counts = { part-thing } { part-counts } { $after } instead of { $before }
counts-after = { part-thing } { part-counts } { $after }
counts-after-and-scores =
    { $voice ->
        [you] you score { $standing } there, and it { part-counts } { $after }
       *[subject] they score { $standing } there, and it { part-counts } { $after }
    }
counts-before =
    { $tense ->
        [planned] { part-thing } counts { $before } today
        [compared] { part-thing } counts { $before } there
       *[done] { part-thing } counted { $before }
    }
part-trend =
    { $trend ->
        [more] more
       *[less] less
    }
part-among =
    { $among ->
        [lower]
            { $voice ->
                [you] , and you score less there than elsewhere
               *[subject] , and they score less there than elsewhere
            }
        [higher]
            { $voice ->
                [you] , and you score more there than elsewhere
               *[subject] , and they score more there than elsewhere
            }
       *[open] { "" }
    }
counts-otherwise =
    { $tense ->
        [planned] { part-thing } { part-counts } { part-trend } than today{ part-among }
        [compared] { part-thing } { part-counts } { part-trend } here{ part-among }
       *[done] { part-thing } { part-counts } { part-trend } than before{ part-among }
    }
came =
    { $tense ->
        [compared]
            { $voice ->
                [you] { part-thing } is there for you only
               *[subject] { part-thing } is there for them only
            }
        [planned]
            { $doer ->
                [algorithm] { part-thing } will count, and does not today
               *[data] { part-thing } is new
            }
       *[done]
            { $doer ->
                [algorithm] { part-thing } counts now, and did not before
               *[data] { part-thing } is new
            }
    }
went =
    { $tense ->
        [compared] { part-thing } is not there { part-for-you }
        [planned]
            { $doer ->
                [algorithm] { part-thing } will no longer count
               *[data] { part-thing } is no longer there
            }
       *[done]
            { $doer ->
                [algorithm] { part-thing } no longer counts
               *[data] { part-thing } is no longer there
            }
    }
part-came =
    { $tense ->
        [compared]
            { $voice ->
                [you] a part of it is there for you only
               *[subject] a part of it is there for them only
            }
        [planned]
            { $doer ->
                [algorithm] a part of it will count, and does not today
               *[data] a part of it is new
            }
       *[done]
            { $doer ->
                [algorithm] a part of it counts now, and did not before
               *[data] a part of it is new
            }
    }
part-went =
    { $tense ->
        [compared] a part of it is not there { part-for-you }
        [planned]
            { $doer ->
                [algorithm] a part of it will no longer count
               *[data] a part of it is no longer there
            }
       *[done]
            { $doer ->
                [algorithm] a part of it no longer counts
               *[data] a part of it is no longer there
            }
    }
part-limit =
    { $thing_is ->
        [named] the limit “{ $thing }”
       *[it] this limit
    }
part-applies =
    { $tense ->
        [planned] will be new
       *[done] is new
    }
part-no-longer-applies =
    { $tense ->
        [planned] will no longer be there
       *[done] is no longer there
    }
limit-came = { part-limit } { part-applies }
limit-went = { part-limit } { part-no-longer-applies }
limited = a limit { part-applies }
unlimited = a limit { part-no-longer-applies }
limited-otherwise = a limit { part-is } set differently
remeasured = { part-thing } { part-is } measured differently
remeasured-from = { part-thing } { part-is } measured differently, from { $before } to { $after }
converted = { part-thing } { part-is } turned into points differently
converted-to =
    { $figures ->
        [alone]
            { $tense ->
                [planned] by this alone, { part-thing } will give { $after } instead of { $before }
               *[done] by this alone, { part-thing } gives { $after } instead of { $before }
            }
       *[scores]
            { $tense ->
                [planned] { part-thing } will give { $after } instead of { $before }
                [compared] { part-thing } gives { $after } instead of { $before }
               *[done] { part-thing } now gives { $after } instead of { $before }
            }
    }
rounding = rounding
several = several things behind { part-thing } moved together
band =
    { $tense ->
        [planned] the band will go from “{ $before }” to “{ $after }”
        [compared] the band is “{ $after }” instead of “{ $before }”
       *[done] the band went from “{ $before }” to “{ $after }”
    }
crossed =
    { $tense ->
        [planned] a threshold will be crossed
        [compared] a threshold lies between the two
       *[done] a threshold was crossed
    }
passed =
    { $passing ->
        [reached] { part-value } went from { $before } to { $after } and reached the limit of { $limit }
        [met] { part-value } went from { $before } to { $after }, which is more than the limit of { $limit }
        [missed] { part-value } went from { $before } to { $after }, which is no longer more than the limit of { $limit }
       *[fell] { part-value } went from { $before } to { $after } and fell below the limit of { $limit }
    }
part-old-limit =
    { $before_is ->
        [at-least] at least { $before }
        [more-than] more than { $before }
       *[plain] { $before }
    }
part-new-limit =
    { $after_is ->
        [at-least] at least { $after }
        [more-than] more than { $after }
       *[plain] { $after }
    }
limit-moved = { part-value } is { $value }, and the limit went from { part-old-limit } to { part-new-limit }
part-limit-before =
    { $before_is ->
        [at-least] at least { $limit_before }
        [more-than] more than { $limit_before }
       *[plain] { $limit_before }
    }
part-limit-after =
    { $after_is ->
        [at-least] at least { $limit_after }
        [more-than] more than { $limit_after }
       *[plain] { $limit_after }
    }
both-moved =
    { part-value } went from { $before } to { $after }, and the limit from { part-limit-before } to { part-limit-after }
value =
    { $thing_is ->
        [named]
            { $tense ->
                [planned] { $thing } will go from { $before } to { $after }
                [compared] { $thing } { $after } instead of { $before }
               *[done] { $thing } went from { $before } to { $after }
            }
       *[it]
            { $tense ->
                [compared] { $after } instead of { $before }
               *[done] from { $before } to { $after }
            }
    }
number =
    { $tense ->
        [planned] a number that { part-thing } is calculated with will go from { $before } to { $after }
        [compared] a number that { part-thing } is calculated with is { $after } instead of { $before }
       *[done] a number that { part-thing } is calculated with went from { $before } to { $after }
    }
set-differently = it { part-is } counted differently

# ----------------------------------------------------------------------------------------------------------- notes

branch =
    { $name } is { $after } instead of { $before }:
    other things count than before, which is told above thing by thing.
absent =
    { $voice ->
        [you] Absent, and costing you nothing: { $names }.
       *[subject] Absent, and costing them nothing: { $names }.
    }
more-absent =
    { $count ->
        [1] One more is absent and costs nothing.
       *[other] { $count } more are absent and cost nothing.
    }
score-held = The score is { part-held } at { $held }: without that limit it would be { $without }.
score-held-plain = The score is { part-held } by a limit.
held = { part-held-name } is { part-held } at { $held }: without that limit it would be { $without }.
held-at = { part-held-name } is { part-held } at { $held }.
held-plain = { part-held-name } is { part-held } by a limit.
more-held =
    { $count ->
        [1] One more value is held by a limit.
       *[other] { $count } more values are held by a limit.
    }
coarse =
    Before and after, different things count, so single inputs could not be told apart by exact values;
    they are split by comparing the two formulas.
one-sided =
    { $voice ->
        [you] Looked up on one side only, and so counted as your data: { $names }.
       *[subject] Looked up on one side only, and so counted as their data: { $names }.
    }
versions-differ = The change of version may explain part or all of the difference.
scales-differ = The two scores are on different scales.
other-subject = They are the scores of two different people or things.
formula-not-kept = The formula was not kept with the scores, so it is not known where they differ.
# $reason is in the words of an error message, in English.
part-record =
    { $record_is ->
        [on] the record of { $record }
        [earlier] the earlier record
       *[later] the later record
    }
input-gone = This is told from the records alone: the input of { part-record } is gone.
inputs-gone = This is told from the records alone: the inputs of both records are gone.
not-reproduced =
    { $other ->
        [data] This is told from the records alone: what was given as the input of { part-record } is not what was scored.
        [model] This is told from the records alone: { part-record } was scored by another build of its version.
       *[score] This is told from the records alone: the input of { part-record } does not give the score that was recorded: it is another input, or another build of the version.
    }
not-scored-again = This is told from the records alone: the input of { part-record } cannot be scored by its version any more.
not-by-changes = This is told from the records alone: it could not be divided by the named changes.
contact = Questions? Ask { $whom }.
# $text is in the app's own words.
own-words = { $text }

# ---------------------------------------------------------------------------------------------------- next

history-title =
    { $voice ->
        [you] How your score moved
       *[subject] How the score moved
    }
new-version = New version { $version }
restated-series = What version { $version } would have given; these scores were never issued.
first-score = The first score
stands-at = { part-score } is { $level }.
next-reached = The score is { $level }, and so reaches { $goal } as it is.
next-goal = One change by itself would be enough to reach { $goal }:
next-number = With “{ $name }” at { $after } instead of { $before }, the score would be { $level }.
next-label = With “{ $name }” being “{ $after }” instead of “{ $before }”, the score would be { $level }.
next-none =
    { $tried ->
        [some] No single change of these was found that reaches { $goal } within the bounds that were looked at: { $names }.
       *[all] No single change of these reaches { $goal } within the bounds that were looked at: { $names }.
    }
next-nearest = “{ $name }” at { $after } comes nearest: the score would be { $level }.

# ----------------------------------------------------------------------------------------------------------- facts

fact-versions = Versions: { $from } before, { $to } after.
fact-move = The exact move: { $before } to { $after }, { $moved }.
fact-rounding =
    Rounding: the points of a list are rounded together, so that they add up as they are read. Rounded by itself, one of
    them may differ in its last digit.
fact-method =
    { $split ->
        [owen] Method: exact Owen values for causes, and for the places of the data as well.
       *[secant]
            Method: exact Owen values for causes; the secant difference of two recordings for places.
    }
fact-releases =
    Releases: the changes of each are tried on what was in force at their time, one release after the other, on the data
    before and after; on its own and after everything else are meant within the release. This is the score's history, not
    all changes tried with each other.
fact-evaluations =
    Work: evaluations of a model: { $evaluations } (allowed: { $budget }); comparisons of two recordings: { $diffs }.
fact-fingerprint-before = Fingerprint before: { $fingerprint }.
fact-fingerprint-after = Fingerprint after: { $fingerprint }.

# ----------------------------------------------------------------------------------------- what others are made of

# $digits: `latin` for 123, or `own` where a language has digits of its own.
percent =
    { $is ->
        [less] less than { $number } %
        [more] more than { $number } %
       *[about] { $number } %
    }
# $power comes raised.
power = { $number } × 10{ $power }
# The numbers of a band. $start_is is from (with the number), above (without it) or none; $end_is is below, up-to or none.
range =
    { $start_is ->
        [from]
            { $end_is ->
                [below] { $start } to { $end }
                [up-to] { $start } up to and with { $end }
               *[none] { $start } and more
            }
        [above]
            { $end_is ->
                [below] above { $start } and below { $end }
                [up-to] above { $start } to { $end }
               *[none] above { $start }
            }
       *[none]
            { $end_is ->
                [up-to] up to { $end }
               *[below] below { $end }
            }
    }
part-month =
    { $month ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
       *[12] December
    }
date =
    { $clock_is ->
        [known] { $day } { part-month } { $year }, { $clock } UTC
       *[unknown] { $day } { part-month } { $year }
    }
# An effect without its figure.
size =
    { $band ->
        [large]
            { $sign ->
                [minus] large fall
                [plus] large rise
               *[zero] none
            }
        [medium]
            { $sign ->
                [minus] medium fall
                [plus] medium rise
               *[zero] none
            }
        [small]
            { $sign ->
                [minus] small fall
                [plus] small rise
               *[zero] none
            }
       *[nothing] none
    }
two-clauses = { $first }; { $second }
clauses = { $clauses }.

# ----------------------------------------------------------------------------------------------------- populations

# $subjects_is: `named` where the app says what is scored, with $subjects in the form that $count asks for in English
# (one, many) and in this language's words (`label-accounts`); else `scores`.
part-subjects =
    { $subjects_is ->
        [named] { $count } { $subjects }
       *[scores]
            { $count ->
                [1] 1 score
               *[other] { $count } scores
            }
    }
part-go-down =
    { $down ->
        [1] 1 goes down
       *[other] { $down } go down
    }
part-go-same =
    { $same ->
        [1] 1 stays
       *[other] { $same } stay
    }
part-go-up =
    { $up ->
        [1] 1 goes up
       *[other] { $up } go up
    }
# $lower: `better` where a lower score is the better one.
population =
    { $lower ->
        [better] Of { part-subjects }, { part-go-down } (better), { part-go-same } and { part-go-up } (worse).
       *[plain] Of { part-subjects }, { part-go-down }, { part-go-same } and { part-go-up }.
    }
who-falls = go down
who-stays = stay
who-rises = go up
population-empty = There is no score that both versions give.
mean-moved =
    { $moved_sign ->
        [minus] The mean { part-name } falls from { $before } in version { $from } to { $after } in version { $to } ({ $moved }).
       *[plus] The mean { part-name } rises from { $before } in version { $from } to { $after } in version { $to } ({ $moved }).
    }
mean-stayed = The mean { part-name } is { $after } in version { $from } and in version { $to }.
one-group = This counts one group only: { $name } “{ $group }”.
mean-before = Mean before ({ $version })
mean-after = Mean after ({ $version })
mean-changes = What each change does, on average
mean-by-changes = Our changes: { $moved }.
mean-by-data = Their own data: { $moved }.
mean-by-reference = What they are held against: { $moved }.
mean-by-joined = Newcomers: { $moved }.
mean-by-left = Those who left: { $moved }.
mean-own-data = What their own data did, on average
mean-data = Their own data moved.
mean-others = What happened around them, on average
mean-reference = What they are held against moved.
composition = Who joined and who left
joined-title = Newcomers
joined = Not there before: { part-subjects }, with a mean of { $mean }.
left-title = Those who left
left = Not there any more: { part-subjects }, with a mean of { $mean } before.
mean-no-difference = On average this makes no difference.
mean-hardly = On average this makes hardly any difference.
mean-idle-changes =
    { $count ->
        [1] On average 1 more change makes no difference.
       *[other] On average { $count } more changes make no difference.
    }
unexplained = What could not be explained
unexplained-title = Not explained
unexplained-moves =
    { $count ->
        [1] 1 move could not be explained by the changes.
       *[other] { $count } moves could not be explained by the changes.
    }
# $reason is in the words of an error message, in English.
unexplained-example = The first of them: { $subject }.
crossings = Who is in another band after
crossings-table = Rows are bands before, columns are bands after
crosses =
    { $side ->
        [above]
            { $count ->
                [1] 1 rises from “{ $before }” to “{ $after }”.
               *[other] { $count } rise from “{ $before }” to “{ $after }”.
            }
       *[below]
            { $count ->
                [1] 1 falls from “{ $before }” to “{ $after }”.
               *[other] { $count } fall from “{ $before }” to “{ $after }”.
            }
    }
more-crossings =
    { $count ->
        [1] 1 more crosses between other bands.
       *[other] { $count } more cross between other bands.
    }
same-band =
    { $count ->
        [1] 1 stays in the same band.
       *[other] { $count } stay in the same band.
    }
# What a band is called: its name, or its limits.
grade = { $name }
grade-below = below { $limit }
grade-between = { $low } to { $high }
grade-from = { $limit } and above
moves = How far scores move, in points, before rounding
moves-between = { $low } to { $high }
moves-none = no move
by-level = How they move on average, by where they stood before
by-tenth = How they move on average, by tenth of the scores before
level-moved = Of { part-subjects }, { part-go-down }; the largest fall is { $fall }.
level-kept = Of { part-subjects }, none goes down.
groups = Which groups move most, on average
group = { $name }: { $group }
group-moved = { part-subjects }: the mean goes from { $before } to { $after }.
more-groups =
    { $count ->
        [1] 1 more group moves no more than these.
       *[other] { $count } more groups move no more than these.
    }
unscored =
    { $count ->
        [1] 1 could not be scored and is not in these figures.
       *[other] { $count } could not be scored and are not in these figures.
    }
lost =
    { $count ->
        [1] 1 of them loses a score that it has in version { $from }.
       *[other] { $count } of them lose a score that they have in version { $from }.
    }
gained =
    { $count ->
        [1] 1 of them has a score in version { $to } only.
       *[other] { $count } of them have a score in version { $to } only.
    }
# $reason is in the words of an error message, in English.
unscored-because =
    { $obstacle ->
        [missing] { $count } because “{ $name }” is missing.
        [unusable] { $count } because the value of “{ $name }” cannot be used.
        [failed] { $count } because the calculation fails at “{ $name }”.
       *[refused] { $count } because the value of “{ $name }” was refused.
    }
unscored-line = Not read: line { $line }.
unscored-subject = Not scored: { $subject }.
gate-open =
    { $count ->
        [1] The condition for the release is met.
       *[other] All { $count } conditions for the release are met.
    }
gate-closed =
    { $count ->
        [1] The condition for the release is not met:
       *[other]
            { $unmet ->
                [1] Of { $count } conditions for the release, 1 is not met:
               *[other] Of { $count } conditions for the release, { $unmet } are not met:
            }
    }
part-unmet =
    { $within ->
        [group] Not met for { $name } “{ $group }”
       *[all] Not met
    }
part-allowed = { $share }, at most { $most } allowed
part-points =
    { $points ->
        [1] 1 point
       *[other] { $points } points
    }
part-most =
    { $most ->
        [1] 1 point
       *[other] { $most } points
    }
part-go =
    { $way ->
        [rose]
            { $count ->
                [1] rises
               *[other] rise
            }
       *[fell]
            { $count ->
                [1] falls
               *[other] fall
            }
    }
gate-beyond =
    { $far ->
        [beyond] { part-unmet }: { $count } of { $all } { part-go } by more than { part-points } ({ part-allowed }).
       *[any] { part-unmet }: { $count } of { $all } { part-go } ({ part-allowed }).
    }
gate-leaving =
    { $count ->
        [1] { part-unmet }: 1 of { $all } leaves “{ $band }” ({ part-allowed }).
       *[other] { part-unmet }: { $count } of { $all } leave “{ $band }” ({ part-allowed }).
    }
gate-lost =
    { $count ->
        [1] { part-unmet }: 1 of { $all } loses its score ({ part-allowed }).
       *[other] { part-unmet }: { $count } of { $all } lose their score ({ part-allowed }).
    }
gate-failures = Not met: { $count } of { $all } cannot be read or scored ({ part-allowed }).
gate-largest =
    { $way ->
        [rose] { part-unmet }: the largest rise is { part-points } (at most { part-most } allowed).
       *[fell] { part-unmet }: the largest fall is { part-points } (at most { part-most } allowed).
    }
gate-mean = { part-unmet }: the mean move is { $mean } (from { $from } to { $to } allowed).
gate-ranks = { part-unmet }: the rank correlation is { $found } (at least { $least } required).
part-unmeasured =
    { $because ->
        [not-counted] those who move so far were not counted
        [not-exact] ranks are measured in exact mode only
        [tied] all scores of a version are the same, or there are fewer than two
        [empty-band] nobody was in “{ $band }”
        [two-bands] several bands are called “{ $band }”
        [no-band] no band is called “{ $band }”
       *[nobody] nobody was scored
    }
gate-unmeasured = { part-unmet }: not measured, since { part-unmeasured }.
sampled = This is a sample. Of all of them, with a confidence of 95 %, the mean move is between { $low } and { $high }, and between { $least } and { $most } go down.
weighted =
    They do not all count the same: together they weigh { $weight }, and means and moves are counted by weight.
bands-moved = The limits between the bands are not the same after as before.
not-by-change = It was not measured what each single change does.
fact-mean = The exact mean: { $before } before, { $after } after, { $moved }.
fact-mean-method = Method: exact Shapley values of the named changes for each score, averaged.
fact-streaming =
    Figures: counted in bins; counts, means and effects are exact, quantiles to { $resolution } points.
fact-exact = Figures: exact, from every single score.
