//! What was measured, as one JSON object.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};

use super::blocks::Sizes;
use super::cost::Cost;
use super::drive::End;
use super::failure::Failure;
use super::options::Plan;
use super::run::{Measured, SetUp};
use super::schedule::Pace;
use super::statistics::Ordered;
use super::window::{Counts, Window, per_second, rate};

/// The whole.
#[must_use]
pub fn json(measured: &Measured) -> Value {
    let Measured { plan, windows, .. } = measured;
    let failures: Vec<_> = Failure::of(measured).iter().map(ToString::to_string).collect();
    json!({
        "v": 1,
        "headline": headline(measured),
        "plan": plan_json(plan),
        "machine": measured.machine.json(),
        "limits": measured.limits.json(plan.validators),
        "set_up": set_up_json(&measured.set_up),
        "windows": windows.iter().map(|it| window_json(it, measured)).collect::<Vec<_>>(),
        "overload": measured.overload.as_ref().map(|it| overload_json(it, measured)),
        "cost": cost_json(&Cost::of_windows(measured)),
        "cost_with_pauses": cost_json(&Cost::with_pauses(measured)),
        "peak_memory_kib": measured.peak_memory_kib,
        "failures": failures,
    })
}

/// Transfers a second over the machine's limit: the ratio that everything is about.
#[must_use]
pub fn ratio(measured: &Measured) -> f64 {
    per_second(&measured.windows) / measured.limits.transfers_per_second(measured.plan.validators)
}

/// Waiting times of all windows together.
#[must_use]
pub fn waits(measured: &Measured) -> Ordered {
    measured.windows.iter().flat_map(|window| window.waits.values()).collect()
}

/// Offers and their acceptances a second.
#[must_use]
pub fn pairs_per_second(measured: &Measured) -> f64 {
    let windows = &measured.windows;
    let accepted = windows.iter().filter_map(|window| window.acts.get("accept")).sum();
    rate(accepted, windows.iter().map(|window| window.clock).sum())
}

fn headline(measured: &Measured) -> Value {
    json!({
        "transfers_per_second": tenths(per_second(&measured.windows)),
        "limit_per_second": measured.limits.transfers_per_second(measured.plan.validators).round(),
        "ratio": thousandths(ratio(measured)),
        "pairs_per_second": tenths(pairs_per_second(measured)),
        "submit_to_final_ms": percentiles_ms(&waits(measured)),
        "pair_ms": percentiles_ms(&measured.pairs),
    })
}

fn plan_json(plan: &Plan) -> Value {
    json!({
        "validators": plan.validators,
        "dead_validators": plan.dead,
        "observers": plan.observers,
        "mix": plan.mix.word(),
        "connections_to_each_validator": plan.connections_each,
        "calls": plan.calls.word(),
        "index": plan.index.word(),
        "loop": pace_json(plan.pace),
        "windows": plan.windows,
        "warm_up_s": plan.warm_up.as_secs_f64(),
        "window_s": plan.window.as_secs_f64(),
        "delay_ms_one_way": millis(plan.delay),
        "overload_times": plan.overload,
        "seed": plan.seed,
    })
}

fn pace_json(pace: Pace) -> Value {
    match pace {
        Pace::Closed { in_flight } => json!({ "closed_in_flight": in_flight }),
        Pace::Open { per_second } => json!({ "open_per_second": tenths(per_second) }),
    }
}

fn set_up_json(set_up: &SetUp) -> Value {
    json!({
        "titles": set_up.titles,
        "took_s": tenths(set_up.took.as_secs_f64()),
        "counts": counts_json(&set_up.counts),
    })
}

fn window_json(window: &Window, measured: &Measured) -> Value {
    json!({
        "loop": pace_json(window.pace),
        "clock_s": thousandths(window.clock.as_secs_f64()),
        "ended": match window.end {
            End::Time => "time over",
            End::NoActLeft => "no act left",
        },
        "recorded": window.recorded(),
        "recorded_by_act": window.acts,
        "per_second": tenths(window.per_second()),
        "submit_to_final_ms": percentiles_ms(&window.waits),
        "handed_in_late_ms": percentiles_ms(&window.late),
        "counts": counts_json(&window.counts),
        "blocks": blocks_json(&Sizes::between(&measured.blocks, window.wall.0, window.wall.1), window),
        "cost": cost_json(&Cost::of_window(window, measured)),
    })
}

fn overload_json(window: &Window, measured: &Measured) -> Value {
    let peak = per_second(&measured.windows);
    json!({
        "peak_per_second": tenths(peak),
        "goodput_per_second": tenths(window.per_second()),
        "goodput_of_peak": thousandths(window.per_second() / peak),
        "window": window_json(window, measured),
    })
}

fn counts_json(counts: &Counts) -> Value {
    let turned_away: BTreeMap<_, _> =
        counts.turned_away.iter().map(|(busy, count)| (busy.word(), count)).collect();
    json!({
        "handed_in": counts.handed_in,
        "final": counts.recorded,
        "receipts_verified": counts.verified,
        "flaws": counts.flaws,
        "refused_by_rule": counts.refused,
        "turned_away": turned_away,
        "unknown": counts.unknown,
        "handed_in_again_when_busy": counts.retries,
        "outcome_asked_for_again": counts.asked_again,
        "failed_calls_by_code": counts.failures,
        "not_handed_in_client_full": counts.unsent,
    })
}

fn blocks_json(sizes: &Sizes, window: &Window) -> Value {
    json!({
        "count": sizes.blocks,
        "per_second": tenths(rate(sizes.blocks, window.clock)),
        "instructions": sizes.instructions,
        "instructions_per_second": tenths(rate(
            usize::try_from(sizes.instructions).expect("they fit in memory"),
            window.clock,
        )),
        "instructions_each": {
            "p50": sizes.each.percentile(50),
            "p99": sizes.each.percentile(99),
            "max": sizes.each.most(),
        },
        "bytes_per_instruction": sizes.bytes.checked_div(sizes.instructions),
    })
}

fn cost_json(cost: &Cost) -> Value {
    let thousand = |much: f64| cost.each(much).map(|each| thousandths(each * 1e3));
    let cores = |cpu_s: f64| thousandths(cost.cores(cpu_s));
    let each = |much: f64| cost.each(much).map(tenths);
    let each_node = |much: f64| cost.each_node(much).map(tenths);
    json!({
        "transfers": cost.transfers,
        "clock_s": thousandths(cost.clock_s),
        "network_cpu_s_per_1000": thousand(cost.nodes_cpu_s),
        "client_cpu_s_per_1000": thousand(cost.client_cpu_s),
        "network_cores_used": cores(cost.nodes_cpu_s),
        "client_cores_used": cores(cost.client_cpu_s),
        "other_processes_cores_used": cost.others_cpu_s.map(cores),
        "cores_stolen": cost.stolen_cpu_s.map(cores),
        "machine_joules_per_1000": cost.joules.and_then(thousand),
        "bytes_per_transfer_on_each_node": {
            "ledger_log": each_node(cost.ledger_bytes),
            "index": each_node(cost.index_bytes),
            "other": each_node(cost.other_bytes),
            "written_to_device": cost.written_bytes.and_then(each_node),
        },
        "loopback_bytes_per_transfer": cost.loopback_bytes.and_then(each),
        "of_these_envelopes_and_answers": each(cost.client_bytes),
    })
}

fn percentiles_ms(waits: &Ordered) -> Value {
    let ms = |percent| waits.percentile(percent).map(|nanoseconds| nanoseconds as f64 / 1e6);
    json!({
        "p50": ms(50).map(thousandths),
        "p95": ms(95).map(thousandths),
        "p99": ms(99).map(thousandths),
        "max": waits.most().map(|nanoseconds| thousandths(nanoseconds as f64 / 1e6)),
        "count": waits.len(),
    })
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn tenths(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}

fn thousandths(number: f64) -> f64 {
    (number * 1e3).round() / 1e3
}
