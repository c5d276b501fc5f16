//! The transducer of `leader`.
#![allow(
    clippy::type_complexity,
    clippy::explicit_counter_loop,
    reason = "types and loops are those of the operators"
)]
use messages::*;
/// What has come since the last step, which drains it.
#[derive(Clone, Debug, Default)]
pub struct Inputs {
    /// Arrived from `clients`, voting.ir:13.
    pub requests: Vec<(ClientId, Request)>,
    /// Arrived from `participants`, voting.ir:17.
    pub votes: Vec<(MemberId<participants>, Vote)>,
}
/// What the steps since it was last emptied have to say.
#[derive(Clone, Debug, Default)]
pub struct Outputs {
    /// A copy to each of `participants`, voting.ir:15.
    pub votes_broadcast: Vec<Request>,
    /// Leaves by port `replies`, voting.ir:22.
    pub replies: Vec<(ClientId, u64)>,
}
/// What the location keeps from one step to the next.
#[derive(Clone, Debug)]
pub struct State {
    replies_join: suki_runtime::op::UniqueJoin<u64, ClientId, ()>,
    ready: suki_runtime::op::Quorum<u64>,
}
impl State {
    /// The first state of a member of `leader`.
    #[allow(clippy::new_without_default)]
    pub fn new(_me: MemberId<leader>) -> Self {
        State {
            replies_join: suki_runtime::op::UniqueJoin::new(),
            ready: suki_runtime::op::Quorum::new(3, 3),
        }
    }
    /// Takes in what has come and says what there is to say.
    pub fn step(&mut self, inputs: &mut Inputs, outputs: &mut Outputs) {
        // voting.ir:13 .send(leader)
        for requests in inputs.requests.drain(..) {
            self.requests(requests, outputs);
        }
        // voting.ir:17 .send(leader)
        for votes in inputs.votes.drain(..) {
            self.votes(votes, outputs);
        }
    }
    /// `requests`, voting.ir:13.
    #[inline]
    fn requests(&mut self, requests: (ClientId, Request), outputs: &mut Outputs) {
        {
            // voting.ir:14 .map(|(_, request)| request)
            let votes_map_2 = closures::votes_map_2(requests.clone());
            // voting.ir:15 .broadcast(participants)
            outputs.votes_broadcast.push(votes_map_2);
        }
        // voting.ir:19 .map(|(client, request)| (request.id, client))
        let replies_map_2 = closures::replies_map_2(requests);
        // voting.ir:20 .join(ready.map(|id| (id, ())))
        let (key, value) = replies_map_2;
        if let Some(replies_join) = self.replies_join.left(key, value) {
            self.replies_join(replies_join, outputs);
        }
    }
    /// `votes`, voting.ir:17.
    #[inline]
    fn votes(&mut self, votes: (MemberId<participants>, Vote), outputs: &mut Outputs) {
        // voting.ir:18 .quorum(|vote| vote.id, N)
        let (member, vote) = &votes;
        let key = closures::ready(vote);
        if let Some(ready) = self.ready.vote(key, member.index()) {
            // voting.ir:20 .map(|id| (id, ()))
            let replies_map = closures::replies_map(ready);
            // voting.ir:20 .join(ready.map(|id| (id, ())))
            let (key, ()) = replies_map;
            if let Some(replies_join) = self.replies_join.right(key, ()) {
                self.replies_join(replies_join, outputs);
            }
        }
    }
    /// `replies_join`, voting.ir:20.
    #[inline]
    fn replies_join(
        &mut self,
        replies_join: (u64, (ClientId, ())),
        outputs: &mut Outputs,
    ) {
        // voting.ir:21 .map(|(id, (client, ()))| (client, id))
        let replies = closures::replies(replies_join);
        // voting.ir:22 .output("replies", replies)
        outputs.replies.push(replies);
    }
}
