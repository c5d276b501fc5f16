//! scratch
fn main() {
    let text = std::fs::read_to_string(std::env::args().nth(1).unwrap()).unwrap();
    let (p, _) = suki_ir::parse(&text);
    let (s, _) = suki_ir::infer(&p);
    for (i, o) in p.operators.iter().enumerate() {
        println!(
            "{i} {} {:?} {:?} {:?} at {} : {}",
            o.op.name(),
            o.name,
            s[i].shape,
            s[i].order,
            p.location(s[i].at).name,
            s[i].element
        );
    }
}
