//! What each code means: a page with cause and mend, and a wrong program that yields it.
//!
//! A page is `CODE.md` here: a headline, the cause, and after `## Mend` the mend. The program is
//! `tests/errors/<name>.ir`, whose diagnostics are compared with the golden text beside it.

use crate::Code;

/// The page of one code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// What it is about.
    pub code: Code,
    /// The rule that is broken, in a line.
    pub title: &'static str,
    /// Why it is an error; paragraphs with a blank line between them.
    pub cause: &'static str,
    /// What to do.
    pub mend: &'static str,
    /// The name of the failing example: `tests/errors/<name>.ir`.
    pub name: &'static str,
    /// The failing example.
    pub example: &'static str,
}

/// The page of `code`; none when nobody has written it, which the tests do not let pass.
///
/// ```
/// let page = suki_ir::explain(suki_ir::Code::Unordered).unwrap();
/// assert!(page.mend.contains("arrival_order"));
/// assert!(suki_ir::parse(page.example).1.is_empty(), "that error is found later, by `infer`");
/// ```
pub fn explain(code: Code) -> Option<Page> {
    let source = SOURCES.iter().find(|source| source.code == code.as_str())?;
    let (title, rest) = source.page.strip_prefix("# ")?.split_once('\n')?;
    let (cause, mend) = rest.split_once("\n## Mend\n")?;
    let (name, example) = (source.name, source.example);
    Some(Page { code, title: title.trim(), cause: cause.trim(), mend: mend.trim(), name, example })
}

struct Source {
    code: &'static str,
    page: &'static str,
    name: &'static str,
    example: &'static str,
}

macro_rules! pages {
    ($($code:ident: $name:ident,)*) => {
        const SOURCES: &[Source] = &[$(Source {
            code: stringify!($code),
            page: include_str!(concat!(stringify!($code), ".md")),
            name: stringify!($name),
            example: include_str!(concat!("../../../tests/errors/", stringify!($name), ".ir")),
        },)*];
    };
}

pages! {
    S0001: syntax,
    S0002: limit,
    S0003: unknown_name,
    S0004: duplicate_name,
    S0005: unknown_operator,
    S0006: wrong_arguments,
    S0007: wrong_location,
    S0008: missing_send,
    S0009: wrong_clock,
    S0010: unordered,
    S0011: cycle,
    S0012: two_types,
    S0013: wrong_shape,
    S0014: wrong_attribute,
    S0015: unknown_field,
    S0016: no_constant,
    S0017: bad_workload,
    S0018: affinity_conflict,
    S0019: unused,
    S0020: unbounded,
    S0021: empty,
    S0022: impure,
    S0023: running_value,
    S0024: non_monotone,
    S0025: no_lattice,
    S0026: counts_repeats,
    S0027: atomic_region,
    S0028: unknown_log,
    S0029: recover_type,
    S0030: volatile_state,
    S0031: rests_on_loss,
    S0032: no_key_type,
    S0033: recursive_message,
    S0034: zero_size_element,
    S0035: unsendable,
    S0036: hash_order,
    S0037: unused_place,
    S0038: dead_operator,
    S0039: partitioned_timer,
    S0040: guarding_timer,
    S0041: wrong_observation,
    S0042: duplicate_log,
    S0043: not_commutative,
    S0050: flow_recursion,
    S0051: unknown_flow,
    S0052: flow_arguments,
    S0053: flow_argument_kind,
    S0054: flow_result,
    S0055: flow_statement,
    S0056: unknown_file,
    S0057: cyclic_use,
    S0058: duplicate_use,
    S0059: used_statement,
    S0060: reserved_name,
    S0061: alias,
    S0062: discarded,
    S0063: delimiter,
    S0064: missing_semicolon,
    S0065: no_token,
    S0066: unknown_statement,
    S0070: closure_parameters,
    S0071: expected_closure,
    S0072: missing_argument,
    S0073: too_many_arguments,
    S0074: bad_duration,
    S0075: first_value,
    S0076: join_without_key,
    S0077: join_keys,
    S0078: demux_without_member,
    S0079: quorum_without_member,
    S0080: quorum_too_large,
    S0081: watermark_type,
    S0082: output_without_client,
    S0083: borrow_leaves,
    S0084: closure_result,
    S0085: closure_parameter_type,
    S0086: wrong_annotation,
    S0087: unknown_attribute,
    S0088: misplaced_fact,
    S0089: repeated_fact,
    S0090: unknown_constant,
    S0091: bad_constant,
    S0092: unknown_clause,
    S0093: outside_tick,
    S0094: two_clocks,
    S0095: not_at_location,
    S0096: affinity_names,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_is_of_a_code_and_complete() {
        for source in SOURCES {
            let code = Code::find(source.code).unwrap_or_else(|| panic!("{} is no code", source.code));
            let page = explain(code).unwrap_or_else(|| panic!("{}.md lacks `# title` or `## Mend`", source.code));
            let parts = [page.title, page.cause, page.mend];
            assert!(parts.iter().all(|part| !part.is_empty()), "{}.md has an empty part", source.code);
            assert!(!page.title.ends_with('.') && page.mend.ends_with(['.', ';']), "{}.md", source.code);
        }
    }

    #[test]
    fn every_code_has_one_page() {
        for code in Code::ALL {
            let pages = SOURCES.iter().filter(|source| source.code == code.as_str()).count();
            assert_eq!(pages, 1, "pages of {}: write ir/src/explain/{}.md", code.as_str(), code.as_str());
        }
    }
}
