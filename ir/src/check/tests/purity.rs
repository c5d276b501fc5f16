//! Closures and items that depend on more than their arguments.

use super::check;

#[test]
fn what_reaches_outside() {
    check(
        "let _x = requests.map(|r| (r, std::time::Instant::now()));",
        "S0022 `Instant` makes this depend on more than its arguments
         at |r| (r, std::time::Instant::now()) -- closures run in several places and at several times: all must agree
         help: time comes from `loc.interval(20ms)`, in beats",
    );
    check(
        "let _x = requests.filter(|_| std::env::args().count() > 1);",
        "S0022 `env` makes this depend on more than its arguments
         at |_| std::env::args().count() > 1 -- closures run in several places and at several times: all must agree
         help: constants are `const` items",
    );
    check("let _x = requests.map(|(_, r)| { let (env, net) = (r.id, r.key); env + net });", "");
}
