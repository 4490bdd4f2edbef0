//! Of several reasons for no, the first in the documented order is given: by every node, and by
//! every wallet that looks before it signs.
//!
//! Each test names the faults of one act in that order, and tries every set of them.

#[path = "precedence/carrier.rs"]
mod carrier;
#[path = "precedence/cases.rs"]
mod cases;
#[path = "precedence/holder.rs"]
mod holder;
#[path = "precedence/issue.rs"]
mod issue;
#[path = "precedence/order.rs"]
mod order;

use cases::{BILL, BUYER, Case, HOLDER, OTHER, STRANGER, held, in_hand, offered, pledged_by};
use title::{End, Status};

/// A fault: the rule that names it, and what makes it.
type Fault = (&'static str, fn(&mut Case));

/// Tries every set of faults: the first of the set is the one that is named.
fn first_is_named(accepted: fn() -> Case, faults: &[Fault]) {
    for set in 0_u32..1 << faults.len() {
        let mut case = accepted();
        let chosen: Vec<_> = (0..faults.len()).filter(|n| set & (1 << n) != 0).collect();
        // The last is made first, so that an earlier fault may overrule what a later one set.
        for index in chosen.iter().rev() {
            faults[*index].1(&mut case);
        }
        let named = case.decide().err().map(|refusal| refusal.rule());
        let rules: Vec<_> = chosen.iter().map(|index| faults[*index].0).collect();
        assert_eq!(named, rules.first().copied(), "faults {rules:?}");
    }
}

// What most acts may lack.

const GONE: Fault = ("T-01", |case| {
    case.titles.remove(&BILL);
});
const ENDED: Fault = ("T-02", |case| case.bill().status = Status::Ended(End::Accomplished));
const SUSPENDED: Fault = ("T-03", Case::suspend_principal);
const UNAUTHORISED: Fault = ("T-04", Case::act_by_agent);
const ELSEWHERE: Fault = ("T-10", |case| case.bill().status = in_hand(OTHER));
const HELD: Fault = ("T-29", |case| case.bill().hold = Some(held()));
const OFFERED: Fault = ("T-14", |case| case.bill().status = offered());
const PLEDGED: Fault = ("T-30", |case| case.bill().pledge = Some(pledged_by(BUYER)));
const NOT_SURRENDERED: Fault = ("T-17", |case| case.bill().status = in_hand(HOLDER));
const NEEDLESS: Fault = ("T-43", |case| case.instruction.with.push(STRANGER));
