//! Texts as parts of a page.

use maud::{Markup, PreEscaped, html};

use super::clean;

/// A text whose isolated parts are elements: what is copied from a page has no marks in it that do not show.
pub(super) fn words(text: &str) -> Markup {
    let text = clean(text);
    let (mut out, mut plain, mut open) = (String::new(), String::new(), 0_u32);
    for c in text.chars() {
        let tag = match c {
            '\u{2066}' => "<bdi dir=\"ltr\">",
            '\u{2067}' => "<bdi dir=\"rtl\">",
            '\u{2068}' => "<bdi>",
            '\u{2069}' if open > 0 => "</bdi>",
            // It closes nothing.
            '\u{2069}' => continue,
            _ => {
                plain.push(c);
                continue;
            }
        };
        flush(&mut plain, &mut out);
        open = if c == '\u{2069}' { open - 1 } else { open + 1 };
        out.push_str(tag);
    }
    flush(&mut plain, &mut out);
    (0..open).for_each(|_| out.push_str("</bdi>"));
    PreEscaped(out)
}

/// What something is called, which runs its own way. Where parts of it do already, it is the page's own, and runs as that: a
/// `<bdi>` would not see which way, since it looks past what is isolated.
pub(super) fn name(text: &str) -> Markup {
    html! {
        @if text.contains(['\u{2066}', '\u{2067}', '\u{2068}']) {
            span class="scoreshift-name" { (words(text)) }
        } @else {
            bdi class="scoreshift-name" { (words(text)) }
        }
    }
}

fn flush(plain: &mut String, out: &mut String) {
    out.push_str(&html! { (plain) }.into_string());
    plain.clear();
}

/// A text where there are no elements: in titles and attributes.
pub(in crate::present) fn bare(text: &str) -> String {
    clean(text).replace(['\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}'], "")
}

#[cfg(test)]
mod tests {
    use super::name;

    #[test]
    fn a_name_put_together_of_names_runs_as_the_page_does() {
        let plain = name("reach").into_string();
        assert_eq!(plain, r#"<bdi class="scoreshift-name">reach</bdi>"#);
        let parts = name("\u{2068}kind\u{2069}: \u{2068}quiet\u{2069}").into_string();
        assert_eq!(
            parts,
            r#"<span class="scoreshift-name"><bdi>kind</bdi>: <bdi>quiet</bdi></span>"#
        );
    }
}
