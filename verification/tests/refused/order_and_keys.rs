//! The order condition, and what may be a key.

use crate::all_refused;
use crate::support::{Case, by};
use suki_rewrites::Distribution;

const DEPOSITS: &str = r#"
struct Deposit { account: u64, amount: u64 }
process bank;
external clients;
let deposits = clients.input::<Deposit>("deposits").send(bank);
let keyed = deposits.key_by(|(_, deposit)| deposit.account);
let queue = keyed.arrival_order();
let sums = queue.scan(|| 0u64, |sum, (client, deposit), out| { *sum += deposit.amount; out.push((client, *sum)); });
clients.output("sums", sums.values());
"#;

/// The order condition, and what may be a key.
#[test]
fn order_and_keys() {
    let spread = |key: &'static str, typed: &'static str, items: &'static str| {
        let source = DEPOSITS
            .replace("account: u64", &format!("account: {typed}"))
            .replace("process bank;", &format!("{items}\nprocess bank;"));
        let source = source.replace("deposit.account)", "deposit.account.clone())");
        let plan = source
            .replace("external clients;", "external clients;\nhelper tills of bank[3];")
            .replace(
                ".send(bank);",
                &format!(".send(bank);\nlet moved = deposits.exchange(tills, |x| x.1.{key}.clone());"),
            )
            .replace("let keyed = deposits.", "let keyed = moved.")
            .replace(
                "clients.output(\"sums\", sums.values());",
                "let values = sums.values();\nclients.output(\"sums\", values);",
            );
        let inner = if key == "account" { "0".to_string() } else { format!("1.1.{key}") };
        Case::new(
            &source,
            &plan,
            &[
                ("moved", by(&format!("1.{key}"))),
                ("keyed", by(&inner)),
                ("queue", by(&inner)),
                ("sums", by(if key == "account" { "0" } else { "1.1" })),
                ("values", Distribution::Any),
            ],
        )
    };
    spread("account", "u64", "").accepted();
    spread("account", "Iban", "struct Iban { bank: String, number: [u8; 8] }").accepted();
    let refused = "is no type for a key|S0032";
    all_refused(vec![
        ("ordered per account, spread by amount", spread("amount", "u64", ""), "is not determined by the group key"),
        ("a float", spread("account", "f64", ""), refused),
        ("a struct with a float", spread("account", "Iban", "struct Iban { bank: f64 }"), refused),
        (
            "a group key with equality by hand, spread by a part of it",
            {
                let case = spread(
                    "account",
                    "Iban",
                    "struct Iban { bank: u64, note: u64 }\nimpl PartialEq for Iban { fn eq(&self, other: &Self) -> bool { self.note == other.note } }",
                );
                let plan = case.plan.to_string().replace("x.1.account.clone()", "x.1.account.bank.clone()");
                let keys = [("moved", "1.account.bank"), ("keyed", "0.bank"), ("queue", "0.bank"), ("sums", "0.bank")];
                let mut spread: Vec<(&str, Distribution)> = keys.iter().map(|(name, path)| (*name, by(path))).collect();
                spread.push(("values", Distribution::Any));
                Case::new(&case.source.to_string(), &plan, &spread)
            },
            refused,
        ),
        (
            "equality by hand",
            spread(
                "account",
                "Iban",
                "struct Iban { bank: u64, note: u64 }\nimpl PartialEq for Iban { fn eq(&self, other: &Self) -> bool { self.bank == other.bank } }",
            ),
            refused,
        ),
        (
            "a map",
            spread("account", "Iban", "use std::collections::HashMap;\nstruct Iban { bank: HashMap<u64, u64> }"),
            refused,
        ),
        (
            "an enum with a float inside an option",
            spread("account", "Iban", "enum Iban { A(Option<f32>), B }"),
            refused,
        ),
        (
            "a clone by hand",
            spread(
                "account",
                "Iban",
                "struct Iban { bank: u64 }\nimpl Clone for Iban { fn clone(&self) -> Iban { Iban { bank: 0 } } }",
            ),
            "is not what",
        ),
    ]);
}
