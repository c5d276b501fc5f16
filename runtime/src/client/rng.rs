//! Numbers for workloads: the same for one seed, client and element, on every machine.

/// Draws numbers for one element of a workload (SplitMix64: Steele, Lea and Flood, OOPSLA 2014).
///
/// ```
/// use suki_runtime::client::rng::Rng;
///
/// let draw = || Rng::new(7, 1, 42).below(10);
/// assert_eq!(draw(), draw());
/// assert!(draw() < 10);
/// ```
#[derive(Clone, Debug)]
pub struct Rng {
    state: u64,
    /// Numbers below a bound are below this as well.
    narrow: u64,
}

/// The golden ratio in 64 bits: what SplitMix64 adds for each number.
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

impl Rng {
    /// Numbers for element `i` of `client`, under `seed`.
    pub fn new(seed: u64, client: u64, i: u64) -> Self {
        Self { state: mix(mix(mix(seed).wrapping_add(client)).wrapping_add(i)), narrow: u64::MAX }
    }

    /// The same, but numbers below a bound are below `narrow` as well: few keys, so that requests meet one another.
    pub fn within(self, narrow: u64) -> Self {
        Self { narrow: narrow.max(1), ..self }
    }

    /// Any number.
    pub fn next_u64(&mut self) -> u64 {
        self.state = self.state.wrapping_add(STEP);
        mix(self.state)
    }

    /// A number below `bound`; 0 when `bound` is 0.
    pub fn below(&mut self, bound: u64) -> u64 {
        // The high half of the product: no division, and no bias that a workload could show.
        ((u128::from(self.next_u64()) * u128::from(bound.min(self.narrow))) >> 64) as u64
    }

    /// Any bytes, as many as are asked for.
    pub fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        for chunk in bytes.chunks_mut(8) {
            let drawn = self.next_u64().to_le_bytes();
            chunk.copy_from_slice(&drawn[..chunk.len()]);
        }
        bytes
    }
}

fn mix(z: u64) -> u64 {
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_independent_and_repeatable() {
        let first = |seed, client, i| Rng::new(seed, client, i).next_u64();
        assert_eq!(first(1, 2, 3), first(1, 2, 3));
        let all: std::collections::BTreeSet<u64> = (0..10)
            .flat_map(|a| (0..10).flat_map(move |b| (0..10).map(move |c| (a, b, c))))
            .map(|(a, b, c)| first(a, b, c))
            .collect();
        assert_eq!(all.len(), 1_000, "no two of them agree");
    }

    #[test]
    fn numbers_are_below_and_even() {
        let mut rng = Rng::new(0, 0, 0);
        let mut times = [0_u32; 10];
        (0..10_000).for_each(|_| times[rng.below(10) as usize] += 1);
        assert!(times.iter().all(|times| (800..1_200).contains(times)), "{times:?}");
        assert_eq!((rng.below(1), rng.below(0)), (0, 0));
    }

    #[test]
    fn bytes_fill_any_length() {
        assert_ne!(Rng::new(0, 0, 0).bytes::<19>()[16..], [0; 3]);
        assert_eq!(Rng::new(0, 0, 0).bytes(), [0_u8; 0]);
    }
}
