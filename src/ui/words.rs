//! Rules in plain words.

use suki_optimizer::RuleUse;

/// Rules whose uses say the same to a reader: what an operator needs to be where it is.
const ORDINARY: &str = "implement";

/// What a use of the rule `name` did to the program. A rule without words of its own goes by its name.
pub fn of(name: &str) -> Option<&'static str> {
    Some(match name {
        "fuse-stateless" => "stateless operators in a row taken as one",
        "push-down" => "stateless work done before the message instead of after it",
        "forget-early" => "order given up before work that does not need it",
        "decouple" => "streams handed to a helper",
        "partition" => "streams spread over instances by a key",
        "gather" => "streams collected from instances",
        "replicate" => "streams copied to every instance",
        "widen" => "streams used wherever their key has put them",
        "fuse" => "groups of locations merged into one process each",
        "enter" => "messages between locations, sent as before",
        "refer" => "feedback read where it is defined",
        ORDINARY => "operators run where their inputs are",
        _ => return None,
    })
}

/// The rules used, those of [`ORDINARY`] counted together at the end.
pub fn uses(rules: &[RuleUse]) -> Vec<(&'static str, usize)> {
    let (ordinary, notable): (Vec<&RuleUse>, Vec<&RuleUse>) =
        rules.iter().partition(|rule| rule.name.starts_with("implement-"));
    let mut uses: Vec<(&str, usize)> = notable.iter().map(|rule| (rule.name, rule.times)).collect();
    let together = ordinary.iter().map(|rule| rule.times).sum();
    if together > 0 {
        uses.push((ORDINARY, together));
    }
    uses
}

#[cfg(test)]
mod tests {
    use super::*;
    use suki_rewrites::rules;

    #[test]
    fn every_rule_has_words() {
        for rule in rules() {
            assert!(rule.name.starts_with("implement-") || of(rule.name).is_some(), "{} has no words", rule.name);
        }
    }
}
