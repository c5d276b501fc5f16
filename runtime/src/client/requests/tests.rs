//! A client's memory, reply by reply.

use super::*;
use crate::client::check::View;

/// Requests are numbers; a reply names one, and whether it is a redirect.
struct Numbers {
    keyed: bool,
    view: View,
}

impl Workload for Numbers {
    type Request = (u32, u64, u64);
    type Reply = (u64, Option<u32>);

    fn request(&self, call: &Call, _: &mut Rng) -> (u32, u64, u64) {
        (call.target, call.i, call.acked)
    }
    fn meaning(&self, reply: &Self::Reply) -> Meaning {
        match reply.1 {
            Some(member) => Meaning::Redirect { i: reply.0, member },
            None => Meaning::Answer(self.keyed.then_some(reply.0)),
        }
    }
    fn key(&self, request: &Self::Request) -> Option<u64> {
        self.keyed.then_some(request.1)
    }
    fn answers(&self, request: &Self::Request, reply: &Self::Reply) -> bool {
        request.1 == reply.0
    }
    fn view(&self, _: &Self::Reply) -> View {
        self.view
    }
    fn targets(&self) -> u32 {
        3
    }
    fn retry_after_ms(&self) -> Option<u64> {
        Some(1)
    }
}

fn word(outcome: &Outcome<(u32, u64, u64)>) -> String {
    match outcome {
        Outcome::Answered(waiting) => format!("answered {}", waiting.i),
        Outcome::Redirected(_) => "redirected".into(),
        Outcome::Duplicated => "duplicated".into(),
        Outcome::Repeated => "repeated".into(),
        Outcome::Wrong => "wrong".into(),
        Outcome::Notice => "notice".into(),
        Outcome::Stale => "ignored".into(),
    }
}

/// A client asks for 1, 11, 21, and gets `replies`.
fn check(keyed: bool, view: View, replies: &[u64], expect: &[&str]) {
    let workload = Numbers { keyed, view };
    let mut requests = Requests::new(0);
    [1, 11, 21].iter().for_each(|i| assert!(requests.issue(&workload, *i, 0, 0, 0).is_some()));
    let outcome = |reply: &u64| word(&requests.reply(&workload, &(*reply, None), b"payload", 9));
    assert_eq!(replies.iter().map(outcome).collect::<Vec<_>>(), expect, "{replies:?}");
}

#[test]
fn replies_find_their_requests() {
    for keyed in [true, false] {
        check(keyed, View::Bag, &[11, 1, 21], &["answered 11", "answered 1", "answered 21"]);
        check(keyed, View::Bag, &[1, 1], &["answered 1", "duplicated"]);
        check(keyed, View::Set, &[1, 1], &["answered 1", "repeated"]);
        check(keyed, View::Bag, &[2, 31], &["wrong", "wrong"]);
    }
}

#[test]
fn acked_is_below_everything_that_waits() {
    let workload = Numbers { keyed: true, view: View::Bag };
    let mut requests = Requests::new(0);
    let acked = |requests: &mut Requests<Numbers>, i| requests.issue(&workload, i, 0, 0, 0).map(|request| request.2);
    assert_eq!([1, 11, 21].map(|i| acked(&mut requests, i)), [Some(1); 3]);
    requests.reply(&workload, &(11, None), b"", 0);
    assert_eq!(acked(&mut requests, 31), Some(1));
    requests.reply(&workload, &(1, None), b"", 0);
    assert_eq!(acked(&mut requests, 41), Some(21));
    for i in [21, 31, 41] {
        let _ = requests.reply(&workload, &(i, None), b"", 0);
    }
    assert_eq!(acked(&mut requests, 51), Some(51), "nothing waits but itself");
}

#[test]
fn redirects_are_followed_and_retries_try_the_next() {
    let workload = Numbers { keyed: true, view: View::Bag };
    let mut requests = Requests::new(0);
    assert_eq!(requests.issue(&workload, 0, 0, 0, 0), Some(&(0, 0, 0)));
    let mut redirect = |member| word(&requests.reply(&workload, &(0, Some(member)), b"", 1));
    assert_eq!(["redirected", "ignored", "redirected", "ignored"].map(String::from), [2, 2, 1, 2].map(&mut redirect));
    assert_eq!(requests.overdue(&workload, 0, 5), [] as [usize; 0]);
    assert_eq!(requests.overdue(&workload, 1, 5), [0]);
    assert_eq!(requests.request(0), Some(&(2, 0, 0)));
    let outcome = requests.reply(&workload, &(0, None), b"same", 1);
    assert_eq!(word(&outcome), "answered 0");
    assert_eq!(word(&requests.reply(&workload, &(0, None), b"same", 1)), "repeated");
    assert_eq!(word(&requests.reply(&workload, &(0, None), b"other", 1)), "wrong", "attempts have one answer");
}

#[test]
fn too_many_do_not_wait() {
    let workload = Numbers { keyed: true, view: View::Bag };
    let mut requests = Requests::new(0);
    let issued = (0..OUTSTANDING_MAX as u64 + 5).filter(|now| requests.issue(&workload, *now, 0, 0, 0).is_some());
    assert_eq!(issued.count(), OUTSTANDING_MAX);
}
