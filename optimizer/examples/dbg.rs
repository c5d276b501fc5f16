//! scratch
use suki_optimizer::*;
use suki_rewrites::*;
fn main() {
    let text = std::fs::read_to_string(std::env::args().nth(1).unwrap()).unwrap();
    let (p, _) = suki_ir::parse(&text);
    let (s, _) = suki_ir::infer(&p);
    let sat = saturate::saturate(encode(&p, &s));
    for (i, site) in sat.space.sites.iter().enumerate() {
        let names: Vec<_> = p
            .operator_ids()
            .filter(|o| sat.encoded.classes[o.index()].map(|c| sat.encoded.graph.find(c)) == Some(site.stream))
            .map(|o| format!("{}#{}:{}", p.operator(o).name.clone().unwrap_or_default(), o.0, p.operator(o).op.name()))
            .collect();
        println!("site {i} {:?} {:?} {:?} d{} ", site.place.role, site.place.distribution, names, site.stream);
        for c in &site.choices {
            println!("     {} {:?} {:?}", c.rule, c.means, c.needs);
        }
    }
}
