//! Quorums by a field that determines the one that their votes are spread by.

use crate::plans::{DEPENDENCY, FACT, dependency, dependency_with};
use crate::support::{Case, by};
use crate::{Row, all_refused, changed};
use suki_ir::Fact;
use suki_rewrites::Distribution;

const NOTHING: &str = "nothing in the source says that the quorum's key determines `1.key`";

/// A program that counts a stream made of `votes` by `stages`.
fn through(fact: &str, stages: &str) -> Case {
    let votes = format!(".send(leader);\nlet votes = arrived{stages};\nlet counted");
    let source = DEPENDENCY
        .replace("let votes =", &format!("{fact}\nlet arrived ="))
        .replace(".send(leader);\nlet counted", &votes);
    let plan = source
        .replace("external clients;", "external clients;\nhelper counters of leader[3];")
        .replace("let votes =", "let whole =")
        .replace(
            "let counted = votes.",
            "let votes = whole.exchange(counters, |x| x.1.key.clone());\nlet parts = votes.",
        )
        .replace("let sold = votes.", "let sold = whole.")
        .replace("let stock =", "let counted = parts.gather(leader);\nlet stock =");
    Case::new(&source, &plan, &[("votes", by("1.key")), ("parts", Distribution::Any)])
}

#[test]
fn facts_are_found() {
    dependency().accepted();
    // By steps, as a part of a larger key, and of the whole element.
    for fact in ["#[unique(id)]", "#[fd(id -> (key, id))]", "#[fd((id, key) -> key)] #[fd(id -> key)]"] {
        dependency_with(&[(FACT.0, &format!("{fact}\nlet votes ="))]).accepted();
    }
    let plan_states_nothing = changed(dependency(), |case| {
        case.plan.operators.iter_mut().for_each(|operator| operator.facts.clear());
    });
    plan_states_nothing.accepted();
    for stages in [
        ".filter(|(_, vote)| vote.id > 3)",
        ".map(|(member, vote)| (member, Vote { id: vote.id, key: vote.key }))",
        ".filter_map(|(member, vote)| (vote.id > 3).then_some((member, vote)))",
        ".key_by(|(_, vote)| vote.id).values()",
        ".persist_to(\"votes\").arrival_order()",
        ".map(|(member, vote)| (vote.key, (vote.id, member))).map(|(key, (id, member))| (member, Vote { id, key }))",
    ] {
        through("#[fd(id -> key)]", stages).accepted();
        through("#[unique(id)]", stages).accepted();
    }
}

#[test]
fn dependencies() {
    let on = |stream: &str| dependency_with(&[(stream, &format!("#[fd(id -> key)]\n{stream}"))]);
    let mut rows: Vec<Row> = vec![
        ("without the fact", dependency_with(&[]), NOTHING),
        ("the fact of the other stream", on("let asks ="), NOTHING),
        ("the fact the other way round", dependency_with(&[(FACT.0, "#[fd(key -> id)]\nlet votes =")]), NOTHING),
        ("only with another field", dependency_with(&[(FACT.0, "#[fd((id, key) -> key)]\nlet votes =")]), NOTHING),
        (
            "the fact of the plan alone",
            changed(dependency_with(&[]), |case| {
                let (votes, fd) = (case.named("votes"), (vec!["id".to_string()], vec!["key".to_string()]));
                case.plan.operators[votes].facts.push(Fact::Fd { determinant: fd.0, dependent: fd.1 });
            }),
            NOTHING,
        ),
        (
            "a field whose equality says little",
            dependency_with(&[
                FACT,
                ("struct Vote { id: u64, key: u64 }", "struct Vote { id: u64, key: f64 }"),
                ("Vote { id: ask.id, key: ask.key }", "Vote { id: ask.id, key: ask.key as f64 }"),
                ("(vote.key, vote.id)", "(vote.key as u64, vote.id)"),
            ]),
            NOTHING,
        ),
        ("the result is by the quorum's key", dependency().spread("parts", by("")), "pulled back through the closure"),
    ];
    for stages in [
        ".map(|(member, vote)| (member, Vote { id: vote.id % 2, key: vote.key }))",
        ".map(|(member, vote)| (member, Vote { id: vote.key, key: vote.id }))",
        ".map(|(member, vote)| (member, Vote { id: vote.id.max(3), key: vote.key }))",
        ".flat_map(|vote| vec![vote])",
        ".union(arrived)",
        ".filter_map(|(member, vote)| if vote.id > 3 { Some((member, vote)) } else { Some((member, Vote { id: 0, key: vote.key })) })",
    ] {
        rows.push((stages, through("#[fd(id -> key)]", stages), NOTHING));
    }
    all_refused(rows);
}

/// Members tell one another what they have heard: the votes of each are a feedback variable.
#[test]
fn of_a_feedback_variable_only_what_is_stated() {
    let source = |fact: &str, own: &str| {
        format!(
            "struct Vote {{ id: u64, key: u64 }}\nprocess leader; cluster members[3]; external clients;\n\
             let asks = clients.input::<Vote>(\"asks\").send(leader);\n\
             let first = asks.map(|(_, vote)| vote).broadcast(members).send(leader);\n\
             {fact}\nlet ready = first.union(again).map(|(member, vote)| (member, vote));\n\
             {own}\nlet again = ready.send(leader);\n\
             let counted = again.quorum(|vote| vote.id, 2);\n\
             clients.output(\"counts\", asks.map(|(client, vote)| (vote.id, client)).join(counted.map(|id| (id, ()))).map(|(id, (client, ()))| (client, id)));"
        )
    };
    let case = |fact: &str, own: &str| {
        let source = source(fact, own);
        let plan = source.replace("external clients;", "external clients; helper counters of leader[3];").replace(
            "let counted = again.quorum(|vote| vote.id, 2);",
            "let moved = again.exchange(counters, |x| x.1.key.clone());\n\
                 let parts = moved.quorum(|vote| vote.id, 2);\nlet counted = parts.gather(leader);",
        );
        Case::new(&source, &plan, &[("moved", by("1.key")), ("parts", Distribution::Any)])
    };
    case("", FACT.1.trim_end_matches("\nlet votes =")).accepted();
    all_refused(vec![("a fact of its definition", case("#[fd(id -> key)]", ""), NOTHING)]);
}

/// What arrives by a demux is what was sent without the member that it was sent to.
#[test]
fn through_a_demux() {
    let case = |fact: &str, id: &str| {
        let source = format!(
            "struct Vote {{ to: MemberId<b>, id: u64, other: u64, key: u64 }}\n\
             process leader; cluster a[3]; cluster b[2]; external clients;\n\
             let asks = clients.input::<Vote>(\"asks\").send(leader);\n\
             let votes = asks.map(|(_, vote)| vote).broadcast(a).send(leader);\n\
             {fact}\nlet sorted = votes.map(|(member, vote)| (vote.to, (member, vote)));\n\
             let arrived = sorted.demux(b);\n\
             let counted = arrived.quorum(|vote| vote.{id}, 2);\n\
             clients.output(\"counts\", asks.map(|(client, vote)| (vote.{id}, client)).join(counted.send(leader).map(|(_, id)| (id, ()))).map(|(id, (client, ()))| (client, id)));"
        );
        let plan = source
            .replace("external clients;", "external clients; helper counters of b[3];")
            .replace("sorted.demux(b);", "sorted.demux(counters, |x| x.1.key.clone());")
            .replace("let counted = arrived.quorum(", "let parts = arrived.quorum(")
            .replace("clients.output(", "let counted = parts.gather(b);\nclients.output(");
        Case::new(&source, &plan, &[("arrived", by("1.key")), ("parts", Distribution::Any)])
    };
    case("#[fd(id -> key)]", "id").accepted();
    all_refused(vec![
        ("with the member that does not arrive", case("#[fd((to, id) -> key)]", "id"), NOTHING),
        ("another field", case("#[fd(id -> key)]", "other"), NOTHING),
        ("nothing", case("", "id"), NOTHING),
    ]);
}

/// Two quorums: the fact of the votes of one is not one of the votes of the other.
#[test]
fn each_quorum_has_its_own_votes() {
    let case = |first: &str, second: &str| {
        let source = DEPENDENCY
            .replace(FACT.0, &format!("{first}\nlet votes ="))
            .replace(
                "let counted =",
                &format!(
                    "{second}\nlet others = asks.map(|(_, ask)| ask).broadcast(members)\
                     .map(|ask| Vote {{ id: ask.key, key: ask.id }}).send(leader);\n\
                     let recounted = others.quorum(|vote| vote.id, 2);\nlet counted ="
                ),
            )
            .replace("join(counted.map", "join(counted.union(recounted).map");
        let plan = source
            .replace("external clients;", "external clients;\nhelper counters of leader[3];")
            .replace(".send(leader);\nlet recounted", ".send(counters, |x| x.1.key.clone());\nlet recounted")
            .replace("let recounted =", "let parts =")
            .replace("let counted =", "let recounted = parts.gather(leader);\nlet counted =");
        Case::new(&source, &plan, &[("others", by("1.key")), ("parts", Distribution::Any)])
    };
    case("", "#[fd(id -> key)]").accepted();
    all_refused(vec![("the fact of the first", case("#[fd(id -> key)]", ""), NOTHING)]);
}
