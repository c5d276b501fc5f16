//! Small random programs. Every stream carries `(ClientId, (u64, u64))`.

use super::random::Random;

struct Made {
    name: String,
    at: &'static str,
}

/// The text of a program of two locations and at most `steps` steps, each of one to eight operators.
pub fn program(random: &mut Random, steps: usize) -> String {
    let routed = if random.below(2) == 0 { "#[routed]\n" } else { "" };
    let mut text = format!(
        "process a; process b; cluster m[2]; external clients;\n\
         {routed}let s0 = clients.input::<(u64, u64)>(\"in\").send(a);\n"
    );
    let mut made = vec![Made { name: "s0".into(), at: "a" }];
    for step in 1..=1 + random.below(steps) {
        let name = format!("s{step}");
        let x = &made[made.len() - 1 - random.below(made.len().min(2))];
        let beside: Vec<&Made> = made.iter().filter(|other| other.at == x.at).collect();
        let y = random.pick(&beside);
        let other = if x.at == "a" { "b" } else { "a" };
        let (at, chain) = match random.below(10) {
            0 => (x.at, format!("{}.map(|(client, (k, v))| (client, (v, k)))", x.name)),
            1 => (x.at, format!("{}.map(|(client, (k, v))| (client, (k, v + 1)))", x.name)),
            2 => (x.at, format!("{}.filter(|(_, (k, _))| *k > 3)", x.name)),
            3 => (x.at, format!("{}.unique()", x.name)),
            4 => (other, format!("{}.send({other})", x.name)),
            5 => (x.at, format!("{}.union({})", x.name, y.name)),
            6 => (x.at, join(&x.name, &y.name)),
            7 => (x.at, scan(&x.name)),
            8 => (x.at, quorum(&x.name, x.at)),
            _ => {
                text.push_str(&back(&name, x.at));
                (other, format!("{}.union(back_{name}).send({other})", x.name))
            }
        };
        text.push_str(&format!("let {name} = {chain};\n"));
        made.push(Made { name, at });
    }
    let forth: String = text.lines().filter(|line| !line.starts_with("let back_")).collect();
    let read = |name: &str| forth.contains(&format!(" {name}.")) || forth.contains(&format!("({name}"));
    let unread: Vec<&Made> = made.iter().filter(|made| !read(&made.name)).collect();
    let outputs: String =
        unread.iter().map(|made| format!("clients.output(\"out_{}\", {});\n", made.name, made.name)).collect();
    text + &outputs
}

fn join(x: &str, y: &str) -> String {
    format!(
        "{x}.map(|(client, (k, v))| (k, (client, v))).join({y}.map(|(_, (k, v))| (k, v)))\
         .map(|(k, ((client, v), w))| (client, (k, v + w)))"
    )
}

fn scan(x: &str) -> String {
    format!(
        "{x}.key_by(|(_, (k, _))| *k).arrival_order()\
         .scan(|| 0u64, |sum, (client, (k, v)), out| {{ *sum += v; out.push((client, (k, *sum))); }}).values()"
    )
}

/// Those that both members of `m` have seen.
fn quorum(x: &str, at: &str) -> String {
    format!(
        "{x}.map(|(client, (k, v))| ((k, v), client))\
         .join({x}.map(|(_, (k, v))| (k, v)).broadcast(m).send({at}).quorum(|(k, v)| (*k, *v), 2).map(|key| (key, ())))\
         .map(|((k, v), (client, ()))| (client, (k, v)))"
    )
}

/// What `name` sends back, half of it, so that its sum is finite.
fn back(name: &str, at: &str) -> String {
    format!("#[rate(0.5)]\nlet back_{name} = {name}.filter(|(_, (k, _))| *k > 3).send({at});\n")
}
