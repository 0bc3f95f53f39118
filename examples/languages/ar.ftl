# The words of the influence family in Arabic, as an app would write them for its own score.
label-influence = التأثير
label-reach = الوصول
label-engagement = التفاعل
label-strength = القوة
change-equal-network-weight = كل شبكة مرتبطة لها الآن الوزن نفسه.
title-equal-network-weight = وزن متساوٍ للشبكات
change-active-audience = المتابعون الذين لا يتفاعلون أبدًا لم يعودوا يُحتسبون.
title-active-audience = الجمهور النشط
change-recalibration = رُفع المقياس كله لتبقى الدرجات المعتادة حيث كانت.
title-recalibration = مقياس جديد
change-self-hosted-blogs = المدونة الخاصة تُحتسب الآن مثل الشبكة.
title-self-hosted-blogs = المدونات الخاصة
change-who-comments = تعليقات أشخاص كثيرين مختلفين تُحتسب الآن أكثر من تعليقات كثيرة لأشخاص قليلين.
title-who-comments = من يعلّق
