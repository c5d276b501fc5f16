//! scratch
use suki_cost_model::*;
use suki_optimizer::*;
use suki_optimizer::{bound::*, charge::*, parts::*, table::*, volume::*};
use suki_rewrites::*;
fn main() {
    let text = std::fs::read_to_string(std::env::args().nth(1).unwrap()).unwrap();
    let (p, _) = suki_ir::parse(&text);
    let (s, _) = suki_ir::infer(&p);
    let sat = saturate::saturate(encode(&p, &s));
    let rates = rates(&p, &s, &Profile::default());
    let volumes = Volumes::of(&sat.encoded, &rates);
    let target = Target::shipped("emulated-cluster").unwrap();
    let prices =
        Prices { encoded: &sat.encoded, volumes: &volumes, rates: &rates, target: &target, flush: Flush::Each };
    let shape = Shape::of(&sat.encoded, &sat.space);
    let charges = Charges::of(&sat.space, &prices, &[]);
    let ev = Evaluation { space: &sat.space, charges: &charges, program: &p, target: &target, machines_max: 46 };
    let b = bound(&sat.encoded, &shape, &ev);

    let n = charges.roles.len();
    let r = charges.role(Role::Home(suki_ir::LocationId(1))).unwrap();
    let mut pr = NsPrices { role: vec![0.0; n], pool: 0.0, machine: 0.0, cores: 0.0 };
    pr.role[r] = 1.0;
    let mut mask = Mask::default();
    for (i, site) in sat.space.sites.iter().enumerate() {
        if site.place.role == Role::Home(suki_ir::LocationId(1))
            && shape.is_linear(site.stream)
            && site.choices.iter().any(runs)
        {
            mask.forced.insert(site.stream, i);
            println!("forced {i} {:?}", site.stream);
        }
    }
    let sh = shape.equal_shares();
    let t = shape.solve(&p, &charges, &pr, &mask, &sh);
    println!("bound {}", shape.bound(&sat.encoded, &t, &sh));
    for root in &sat.space.roots {
        println!("root {} {}", root, t.cost[*root]);
    }
    for (v, d) in &sat.encoded.definitions {
        let d = sat.encoded.graph.find(*d);
        let best = (0..sat.space.sites.len())
            .filter(|i| sat.space.sites[*i].stream == d)
            .flat_map(|i| sat.space.sites[i].choices.iter().map(move |c| (i, c)))
            .filter(|(_, c)| matches!(c.means, suki_rewrites::rule::Means::Enter(_)))
            .map(|(i, c)| (c.needs.iter().map(|n| t.cost[*n]).sum::<f64>(), i))
            .min_by(|a, b| a.0.total_cmp(&b.0));
        println!("var {:?} {} {:?}", p.operator(*v).name, p.operator(*v).op.name(), best);
    }
    for (i, site) in sat.space.sites.iter().enumerate() {
        if site.place.role == Role::Home(suki_ir::LocationId(1)) {
            let names: Vec<_> = p
                .operator_ids()
                .filter(|o| sat.encoded.classes[o.index()].map(|c| sat.encoded.graph.find(c)) == Some(site.stream))
                .map(|o| {
                    format!("{}#{}:{}", p.operator(o).name.clone().unwrap_or_default(), o.0, p.operator(o).op.name())
                })
                .collect();
            println!("home site {i} {names:?} {:?} cost {} choice {:?}", site.stream, t.cost[i], t.choice[i]);
        }
    }
}
