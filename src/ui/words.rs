//! Rules in plain words.

use suki_optimizer::RuleUse;
use suki_rewrites::condition::Condition;

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
        ORDINARY => "operators and messages that are where they were, or go with their inputs",
        _ => return None,
    })
}

/// What a condition of the rules forbids, and what a program can say so that it does not stand in the way.
pub fn condition(condition: Condition) -> (&'static str, &'static str) {
    match condition {
        Condition::StateInFamily => ("state stays in its fault domain", "a location of its own for it, with send"),
        Condition::OrderOnWire => {
            ("streams in order are not spread", "unordered() where order does not matter, key_by for order per key")
        }
        Condition::KeyDetermined => {
            ("state is split only by what its key determines", "#[unique(..)] or #[fd(a -> b)], if it is true")
        }
        Condition::SameKeyBothSides => {
            ("both sides of a join are split by one key", "join by a key that both sides have")
        }
        Condition::OneOracleOneMachine => {
            ("one choice of order is made at one place", "key_by before arrival_order, if order matters per key only")
        }
        Condition::TickGroupWhole => ("a tick stays whole", "work that needs no agreement outside of the tick"),
        Condition::TimerStays => {
            ("a timer stays with the state that hears it", "timers apart from the work of requests")
        }
        Condition::WatermarkEverywhere => ("a watermark reaches every part", "a watermark that is seldom"),
        Condition::CanonicalKey => (
            "keys are of types whose equality is that of their encoding",
            "a key of integers, strings, or structs of them",
        ),
        Condition::ClientsDoNotChange => {
            ("clients go on sending to one place", "#[routed], if clients may choose the instance by a key")
        }
        Condition::OneOutputPerInput => (
            "work crosses a hop only with one output per input",
            "map or filter_map instead of flat_map before the hop",
        ),
        Condition::OwnIdStays => ("who asks for its own id stays that member", "the id as a field of the element"),
        Condition::InductiveFacts => {
            ("facts of feedback are not assumed", "the fact stated on the stream that feeds back")
        }
        Condition::AuthorAllowsFusion => ("fault domains are merged with the author's word only", "colocate(a, b);"),
    }
}

/// The rules used, those of [`ORDINARY`] counted together at the end.
pub fn uses(rules: &[RuleUse]) -> Vec<(&'static str, usize)> {
    let (ordinary, notable): (Vec<&RuleUse>, Vec<&RuleUse>) =
        rules.iter().partition(|rule| rule.name.starts_with("implement-") || ["enter", "refer"].contains(&rule.name));
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
