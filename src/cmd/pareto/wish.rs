//! Which of several plans somebody wants.

use super::Point;
use clap::ValueEnum;

/// What a plan must keep to, and what is best then.
#[derive(Clone, Debug, clap::Args)]
#[group(id = "wish")]
pub struct Wish {
    /// Of the plans that keep to all that is asked: the one with the most or least of what
    #[arg(long, value_name = "WHAT", default_value = "throughput")]
    choose: Choose,

    /// Median from request to answer at low load, as in 2ms or 500us
    #[arg(long, value_name = "TIME", value_parser = time_ns)]
    max_latency: Option<f64>,

    /// Requests per second
    #[arg(long, value_name = "R")]
    min_throughput: Option<f64>,

    /// US dollars for an hour of all machines, where the target states prices
    #[arg(long, value_name = "USD")]
    max_price: Option<f64>,
}

/// What is best.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Choose {
    /// The most requests per second; then the fewest machines.
    Throughput,
    /// The shortest latency; then the most requests per second.
    Latency,
    /// The fewest machines; then the most requests per second.
    Machines,
    /// The lowest price; then the most requests per second.
    Price,
}

impl Wish {
    /// Marks those that keep to it, and the best of them.
    pub fn choose(&self, points: &mut [Point]) {
        for point in points.iter_mut() {
            point.meets = self.is_met(point);
        }
        let best = points.iter_mut().filter(|point| point.meets).min_by(|one, other| {
            let (one, other) = (self.rank(one), self.rank(other));
            one.iter()
                .zip(&other)
                .map(|(one, other)| one.total_cmp(other))
                .find(|order| order.is_ne())
                .unwrap_or(std::cmp::Ordering::Equal)
        });
        if let Some(best) = best {
            best.chosen = true;
        }
    }

    fn is_met(&self, point: &Point) -> bool {
        let within = |value: f64, most: Option<f64>| most.is_none_or(|most| value <= most);
        within(point.latency_ns_p50, self.max_latency)
            && self.min_throughput.is_none_or(|least| point.per_s() >= least)
            && self.max_price.is_none_or(|most| point.price_per_hour.is_some_and(|price| price <= most))
    }

    /// Smaller is better, the first difference counts.
    fn rank(&self, point: &Point) -> [f64; 2] {
        let (slow, machines) = (-point.per_s(), point.machines as f64);
        match self.choose {
            Choose::Throughput => [slow, machines],
            Choose::Latency => [point.latency_ns_p50, slow],
            Choose::Machines => [machines, slow],
            Choose::Price => [point.price_per_hour.unwrap_or(machines), slow],
        }
    }
}

/// A time with its unit, in nanoseconds.
fn time_ns(word: &str) -> Result<f64, String> {
    let units = [("ns", 1.0), ("us", 1e3), ("ms", 1e6), ("s", 1e9)];
    let number = units.iter().find_map(|(unit, ns)| Some(word.strip_suffix(unit)?.trim().parse::<f64>().ok()? * ns));
    number
        .filter(|ns| *ns >= 0.0 && ns.is_finite())
        .ok_or_else(|| "expected a time with its unit, as in 2ms or 500us".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points() -> Vec<Point> {
        let point = |machines: u64, per_s: f64, latency_ns_p50: f64| Point {
            machines,
            throughput_per_s: Some(per_s),
            latency_ns_p50,
            price_per_hour: Some(machines as f64 / 5.0),
            bottleneck: String::new(),
            bound_throughput_per_s: None,
            meets: false,
            chosen: false,
            text: String::new(),
        };
        vec![point(4, 100.0, 2e6), point(8, 250.0, 3e6), point(12, 400.0, 3e6)]
    }

    #[test]
    fn the_best_of_what_is_allowed_is_chosen() {
        let check = |change: &dyn Fn(&mut Wish), expect: Option<u64>| {
            let mut wish =
                Wish { choose: Choose::Throughput, max_latency: None, min_throughput: None, max_price: None };
            change(&mut wish);
            let mut points = points();
            wish.choose(&mut points);
            let chosen: Vec<u64> = points.iter().filter(|point| point.chosen).map(|point| point.machines).collect();
            assert_eq!(chosen, expect.into_iter().collect::<Vec<_>>(), "{wish:?}");
        };
        check(&|_| {}, Some(12));
        check(&|wish| wish.max_latency = Some(2.5e6), Some(4));
        check(&|wish| wish.max_price = Some(2.0), Some(8));
        check(&|wish| wish.choose = Choose::Latency, Some(4));
        check(&|wish| (wish.choose, wish.min_throughput) = (Choose::Machines, Some(200.0)), Some(8));
        check(&|wish| (wish.choose, wish.min_throughput) = (Choose::Price, Some(251.0)), Some(12));
        check(&|wish| wish.min_throughput = Some(1e6), None);
    }

    #[test]
    fn times_have_units() {
        assert_eq!((time_ns("2ms"), time_ns("500 us"), time_ns("1s")), (Ok(2e6), Ok(5e5), Ok(1e9)));
        assert!(time_ns("2").is_err() && time_ns("-1ms").is_err() && time_ns("ms").is_err());
    }
}
