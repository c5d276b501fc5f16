//! scratch
use suki_rewrites::*;
use suki_optimizer::*;
use suki_optimizer::{charge::*, parts::*, table::*, volume::*, bound::*};
use suki_cost_model::*;
fn main() {
    let text = std::fs::read_to_string(std::env::args().nth(1).unwrap()).unwrap();
    let (p, _) = suki_ir::parse(&text);
    let (s, _) = suki_ir::infer(&p);
    let sat = saturate::saturate(encode(&p, &s));
    let rates = rates(&p, &s, &Profile::default());
    let volumes = Volumes::of(&sat.encoded, &rates);
    let target = Target::shipped("emulated-cluster").unwrap();
    let prices = Prices { encoded: &sat.encoded, volumes: &volumes, rates: &rates, target: &target, flush: Flush::Each };
    let shape = Shape::of(&sat.encoded, &sat.space);
    let charges = Charges::of(&sat.space, &prices, &[]);
    let ev = Evaluation { space: &sat.space, charges: &charges, program: &p, target: &target, machines_max: 46 };
    let b = bound(&sat.encoded, &shape, &ev);
    println!("roles {:?}", charges.roles);
    println!("bound prices {:?} {}", b.prices, b.per_s);
    let n = charges.roles.len();
    for pr in [b.prices.clone(), NsPrices { role: vec![1.0; n], pool: 0.1, cores: 1e-6 }, NsPrices { role: vec![1.0; n], pool: 1.0, cores: 1e-6 }] {
    for code in 0..9 {
        let mut mask = Mask::default();
        for f in 0..2 { match code / 3usize.pow(f) % 3 { 0 => mask.home_only.push(suki_ir::LocationId(f)), 1 => mask.away.push(suki_ir::LocationId(f)), _ => {} } }
        let mut m2 = mask.clone();
        loop {
            let t = shape.solve(&p, &charges, &pr, &m2, &shape.equal_shares());
            let Some(sel) = shape.selection(&t) else { println!("{code} none"); break };
            if let Some((st, si)) = shape.torn(&t, &sel) { m2.forced.insert(st, si); continue }
            let sc = ev.score(&sel);
            println!("{code} home {:?} away {:?}: {} m{} {:?} {:?}", mask.home_only, mask.away, sc.per_s, sc.machines, sc.parts, sc.loads_ns.iter().map(|x| *x as i64).collect::<Vec<_>>());
            break;
        }
    }}
}
