//! scratch
use suki_cost_model::*;
use suki_optimizer::*;
fn main() {
    let path = std::env::args().nth(1).unwrap();
    let t = std::env::args().nth(2).unwrap_or("emulated-cluster".into());
    let m: Option<u32> = std::env::args().nth(3).map(|x| x.parse().unwrap());
    let text = std::fs::read_to_string(path).unwrap();
    let (p, d) = suki_ir::parse(&text);
    for d in d {
        println!("{} {} {}", d.code.as_str(), d.message, &text[d.span.start as usize..d.span.end as usize]);
    }
    let (_, d) = suki_ir::infer(&p);
    for d in d {
        println!("{} {} {}", d.code.as_str(), d.message, &text[d.span.start as usize..d.span.end as usize]);
    }
    let start = std::time::Instant::now();
    let o = match optimize(
        &p,
        &Profile::default(),
        &Target::shipped(&t).unwrap(),
        &Goal { machines_max: m, ..Goal::default() },
    ) {
        Ok(o) => o,
        Err(e) => {
            println!("{e}");
            return;
        }
    };
    println!("{:?}", start.elapsed());
    println!("{}", o.plan);
    println!("before {:.0} {} {}", o.before.throughput_per_s, o.before.machines, o.before.bottleneck);
    println!(
        "after {:.0} {} {}  x{:.2}",
        o.after.throughput_per_s,
        o.after.machines,
        o.after.bottleneck,
        o.after.throughput_per_s / o.before.throughput_per_s
    );
    for r in &o.after.roles {
        println!("  {} x{} p{} {:.0} ns {:.2} ops {}", r.name, r.members, r.parts, r.load_ns, r.load, r.operators);
    }
    println!("{:?}\n{:?}\n{:?}", o.egraph, o.extraction, o.rules);
    for a in &o.assumptions {
        println!("  assume {a}");
    }
    println!("cert bytes {}", serde_json::to_string(&o.certificate).unwrap().len());
}
