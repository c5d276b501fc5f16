//! The admin address.

use crate::cluster::Cluster;
use crate::echo::{CLIENTS, ECHO_PLACE, Echo, LEADER_PLACE, Leader, PLAN, REQUESTS};
use suki_runtime::Ended;

#[test]
fn everything_is_counted_and_told() {
    let cluster = Cluster::new(&PLAN, true);
    let leader = cluster.start(LEADER_PLACE, Leader::default);
    let health = cluster.get(LEADER_PLACE, "/health");
    assert!(health.starts_with("HTTP/1.1 503 "), "{health}");
    assert!(health.ends_with("{\"ready\":false,\"stopping\":false,\"missing\":[\"echo/0/0\"]}"), "{health}");
    let echo = cluster.start(ECHO_PLACE, Echo::default);
    cluster.wait_health(LEADER_PLACE, "\"ready\":true");
    let mut client = cluster.client(LEADER_PLACE, CLIENTS, 5);
    for value in 0..10u64 {
        client.send(REQUESTS, &value);
        client.receive::<u64>().expect("a reply");
    }
    let counters = cluster.get(LEADER_PLACE, "/counters");
    for expect in [
        "{\"process\":\"leader/0/0\",",
        "{\"name\":\"requests\",\"messages_in\":10,\"bytes_in\":140,\"messages_out\":0,\"bytes_out\":0}",
        "{\"name\":\"questions\",\"messages_in\":0,\"bytes_in\":0,\"messages_out\":10,\"bytes_out\":220}",
        "{\"name\":\"replies\",\"messages_in\":0,\"bytes_in\":0,\"messages_out\":10,\"bytes_out\":140}",
        "{\"name\":\"echo/0/0\",\"state\":\"here\",\"queued_bytes\":0,",
        "\"clients\":1",
        "\"bad_frames\":0",
    ] {
        assert!(counters.contains(expect), "{expect} is not in {counters}");
    }
    let metrics = cluster.get(LEADER_PLACE, "/metrics");
    for expect in [
        "# TYPE suki_turns_total counter\n",
        "suki_channel_messages_in_total{channel=\"answers\"} 10\n",
        "suki_peer_queued_bytes{peer=\"echo/0/0\"} 0\n",
        "suki_family_stands 1\n",
    ] {
        assert!(metrics.contains(expect), "{expect} is not in {metrics}");
    }
    assert!(cluster.get(LEADER_PLACE, "/nothing").starts_with("HTTP/1.1 404 "));
    assert_eq!(leader.stop(), Ended::Stopped);
    assert_eq!(echo.stop(), Ended::Stopped);
}
