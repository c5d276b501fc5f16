//! The flags that every process of a program takes.

use crate::{Address, Flush, Membership, Options};

/// What is printed for wrong flags.
pub const USAGE: &str = "\
--member M         which member of the cluster this is (0)
--part P           which part of the member this is (0)
--membership PATH  a TOML file with the addresses of all, or a folder in which each one writes its own
--listen ADDRESS   host:port or unix:PATH, where the membership does not say (127.0.0.1:0)
--flush turn|each  one write for each peer and turn, or one for each message (turn)
--data DIR         where the logs are kept
--admin ADDRESS    where /metrics, /counters and /health are served
--slow-cpu Q       make do with this share of a core, above 0 and at most 1
--scratch DIR      end when the standard input does, and remove this folder then";

/// Reads the flags of a process.
///
/// # Errors
/// A sentence about the first flag that is wrong.
pub fn read(arguments: impl Iterator<Item = String>) -> Result<Options, String> {
    let (mut member, mut part, mut membership) = (0, 0, None);
    let (mut listen, mut flush, mut data, mut admin, mut slow_cpu) = (None, Flush::default(), None, None, None);
    let mut scratch = None;
    let mut arguments = arguments;
    while let Some(flag) = arguments.next() {
        let value = arguments.next().ok_or_else(|| format!("{flag} needs a value"))?;
        let wrong = || format!("{flag} cannot be `{value}`");
        match flag.as_str() {
            "--member" => member = value.parse().map_err(|_| wrong())?,
            "--part" => part = value.parse().map_err(|_| wrong())?,
            "--membership" => membership = Some(Membership::read(value.as_ref()).map_err(|error| error.to_string())?),
            "--listen" => listen = Some(address(&value)?),
            "--flush" => {
                flush = match value.as_str() {
                    "turn" => Flush::Turn,
                    "each" => Flush::Each,
                    _ => return Err(wrong()),
                }
            }
            "--data" => data = Some(value.into()),
            "--admin" => admin = Some(address(&value)?),
            "--slow-cpu" => slow_cpu = Some(share(&value).ok_or_else(wrong)?),
            "--scratch" => scratch = Some(value.into()),
            _ => return Err(format!("there is no flag {flag}")),
        }
    }
    let membership = membership.ok_or("--membership is needed")?;
    Ok(Options { listen, flush, data, admin, slow_cpu, scratch, ..Options::new(member, part, membership) })
}

fn address(text: &str) -> Result<Address, String> {
    text.parse().map_err(|error: crate::AddressError| error.to_string())
}

fn share(text: &str) -> Option<f64> {
    text.parse().ok().filter(|share| *share > 0.0 && *share <= 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(arguments: &str, expect: &str) {
        let found = read(arguments.split_whitespace().map(str::to_string));
        assert_eq!(found.expect_err(arguments), expect);
    }

    #[test]
    fn wrong_flags_are_named() {
        check("", "--membership is needed");
        check("--member", "--member needs a value");
        check("--member x", "--member cannot be `x`");
        check("--flush never", "--flush cannot be `never`");
        check("--slow-cpu 0", "--slow-cpu cannot be `0`");
        check("--slow-cpu 2", "--slow-cpu cannot be `2`");
        check("--verbose yes", "there is no flag --verbose");
        check("--listen nowhere", "`nowhere` is no address: host:port or unix:PATH");
    }

    #[test]
    fn all_flags_are_read() {
        let folder = std::env::temp_dir();
        let text = format!(
            "--member 2 --part 3 --flush each --slow-cpu 0.05 --scratch t --listen 127.0.0.1:0 --data d --admin unix:a --membership {}",
            folder.display()
        );
        let options = read(text.split_whitespace().map(str::to_string)).expect("they are right");
        assert_eq!((options.member, options.part, options.flush), (2, 3, Flush::Each));
        assert_eq!((options.slow_cpu, options.data), (Some(0.05), Some("d".into())));
        assert_eq!((options.admin, options.scratch), (Some(Address::Unix("a".into())), Some("t".into())));
    }
}
