//! `benches/REPORT.md`: what is measured, run by one command, and what the figures say.

mod claims;
mod step;

pub use claims::claims;
pub use step::{CHARTS, Kind, Settings, Step, steps};

use std::fmt::Write;

/// What a step has shown.
#[derive(Debug)]
pub struct Shown {
    /// What was done.
    pub step: Step,
    /// Its Markdown; or why there is none.
    pub text: Result<String, String>,
    /// Its figures, of `suki-opt bench`.
    pub json: serde_json::Value,
}

/// Where and from what it was measured.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    /// The commit, with `+` if there were changes.
    pub commit: String,
    /// CPU, cores, kernel, in words.
    pub machine: String,
    /// When.
    pub date: String,
    /// Processes that wanted to run before it began.
    pub load_average: String,
}

/// What the figures can be compared with, and what not.
const COMPARABLE: &str = "\
## What is comparable, and what is not

- Ratios are of pairs: one run of each side right after the other, by turns. Rates of different tables are not
  comparable: a shared machine drifts by 10 to 15 % in minutes.
- With quotas, each location's process has a share of a core of its own, kept by a control group, and is pinned; clients
  are free. Rates then say what machines of that speed would do. Latencies do not: a throttled process works in bursts.
- A send on loopback pays for the receiver's part of TCP, too; real networks share that differently between both ends.
- Flush policy is the same on both sides of every table: one write per message and one write per turn differ by ten times,
  which no plan does.
- Programs written by hand elect nobody, reconnect nowhere, and truncate no log; `paxos_steady` does the same work.
  `examples/paxos.ir` has elections and is not compared with them.
- OmniPaxos decides in batches of its own whatever the flush policy is, and its three processes are leader, acceptor and
  replica at once: compare it with the fused programs.
- All sides are compiled alike: fat LTO, one unit, abort.
- Runs are rejected where the bottleneck used less than 97 % of its quota, the client was too busy, or quotas and client
  wanted more than 80 % of the machine; each rejection is in its section. A wrong, lost or repeated reply ends a
  measurement without figures.
";

/// The whole report.
#[must_use]
pub fn markdown(origin: &Origin, shown: &[Shown], settings: &Settings) -> String {
    let mut text = String::from("# Measurements\n\nWritten by `suki-report`; nothing here is edited by hand.\n\n");
    let Origin { commit, machine, date, load_average } = origin;
    // Strings take all text.
    let _ = writeln!(text, "- commit `{commit}`, {date}\n- {machine}; load average before: {load_average}");
    let _ = writeln!(
        text,
        "- medians of {} pairs of {} s, after a second that does not count\n",
        settings.pairs, settings.seconds
    );
    let _ = writeln!(text, "## What was asked for\n\n{}", claims(shown));
    for Shown { step, text: found, .. } in shown {
        let _ = writeln!(text, "## {}\n\n{}\n\n    {}\n", step.title, step.why, step.words());
        match found {
            Ok(found) => text.push_str(&without_heading(found, step.name)),
            Err(why) => {
                let _ = writeln!(text, "Not measured: {why}\n");
            }
        }
        text.push('\n');
    }
    text.push_str(COMPARABLE);
    text
}

/// A section of its own has a heading of its own.
fn without_heading(text: &str, folder: &str) -> String {
    let lines = text.lines().skip_while(|line| line.is_empty() || line.starts_with("## "));
    lines.flat_map(|line| [line, "\n"]).collect::<String>().replace("](", &format!("](report/{folder}/"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_report_has_all_that_was_shown() {
        let settings = Settings { pairs: 5, seconds: 3.0, keep_unsound: false };
        let all = steps(&settings);
        let shown: Vec<Shown> = all
            .into_iter()
            .enumerate()
            .map(|(number, step)| Shown {
                step,
                text: if number == 1 { Err("it broke".into()) } else { Ok("## x\n\nfigures ![a](b.svg)\n".into()) },
                json: json!({"cells": []}),
            })
            .collect();
        let text = markdown(&Origin { commit: "abc".into(), ..Origin::default() }, &shown, &settings);
        assert!(text.contains("commit `abc`") && text.contains("Not measured: it broke"), "{text}");
        assert_eq!(text.matches("figures ![a](report/").count(), shown.len() - 1);
        assert!(!text.contains("## x"), "{text}");
    }
}
