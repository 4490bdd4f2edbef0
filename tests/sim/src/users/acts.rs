//! What is done next to a bill: something the law allows, mostly.

use title::{Act, AnnotationKind, Endorsement, Order, RejectionReason, Status, Time, Title};

use crate::cast::{Cast, Who, commitment};
use crate::dice::Dice;

/// How long an offer lasts, in milliseconds: longer than any clock here jumps, since a node refuses
/// to take up what its own clock sees lapsed.
const OFFER_MS: u64 = 3 * 3_600_000;

/// Who does what to a bill that is in this state.
#[must_use]
pub fn choose(
    cast: &Cast,
    number: u32,
    title: Option<&Title>,
    now_ms: u64,
    dice: &mut Dice,
) -> (Who, Act) {
    let Some(title) = title else { return (Who::Carrier, begin(cast, number, dice)) };
    if dice.one_in(12) {
        return (Who::Customs, notice(number));
    }
    match title.status {
        Status::Active { controller } => {
            let by = cast.who(controller).expect("members control bills");
            (by, in_hand(cast, title, by, now_ms, dice))
        }
        Status::Offered { controller, offer } => {
            let to = cast.who(offer.to).expect("members are offered bills");
            match dice.below(8) {
                0 => (to, Act::Decline),
                1 => (cast.who(controller).expect("members control bills"), Act::Withdraw),
                _ => (to, Act::Accept),
            }
        }
        Status::Surrendered { .. } if dice.one_in(4) => {
            (Who::Carrier, Act::RejectSurrender { reason: RejectionReason::ALL[0] })
        }
        Status::Surrendered { .. } => (Who::Carrier, Act::AcceptSurrender),
        Status::Ended(_) => (Who::Carrier, notice(number)),
    }
}

fn begin(cast: &Cast, number: u32, dice: &mut Dice) -> Act {
    let shipper = Order::Named { party: cast.party(Who::Shipper), may_endorse: true };
    cast.issue(number, if dice.one_in(2) { shipper } else { Order::Blank })
}

fn notice(number: u32) -> Act {
    Act::Annotate { kind: AnnotationKind::ALL[0], content: commitment(number) }
}

fn in_hand(cast: &Cast, title: &Title, by: Who, now_ms: u64, dice: &mut Dice) -> Act {
    let until = Time(now_ms + OFFER_MS);
    if title.pledge.is_some() {
        return Act::Release { direction: None };
    }
    let others: Vec<_> =
        [Who::Shipper, Who::Trader, Who::Bank].into_iter().filter(|other| *other != by).collect();
    let to = cast.party(*dice.pick(&others));
    let stands_in_name = !matches!(title.order, Order::Blank);
    let entitled = title.is_entitled(cast.party(by));
    let endorsement = (stands_in_name && entitled).then_some(Endorsement::ToOrder(to));
    match dice.below(12) {
        0 => Act::SurrenderForDelivery,
        1 => Act::Sign,
        2 => Act::Pledge { to: cast.party(Who::Bank), until },
        3 => Act::Endorse(Endorsement::Blank),
        4 => Act::Offer { to, endorsement: None, until },
        _ => Act::Offer { to, endorsement, until },
    }
}
