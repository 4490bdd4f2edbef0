use proto::fact::ChainHead;
use title::TitleId;

use super::{Course, LIFE, Mix, Order, Signer, Step};

fn acts(mix: Mix, count: usize) -> Vec<(Signer, Step)> {
    let mut course = Course::new(mix, 5);
    let mut acts = Vec::new();
    while let Some(act) = course.next().filter(|_| acts.len() < count) {
        acts.push(act);
        course.advance(TitleId([5; 32]), ChainHead::default());
    }
    acts
}

#[test]
fn a_pure_title_is_offered_and_accepted_round_the_circle_without_end() {
    let offer = |to| Step::Offer { to, order: Order::Endorsed };
    let expected = [
        (Signer::Carrier, Step::Issue { holder: 5 }),
        (Signer::Holder(5), offer(6)),
        (Signer::Holder(6), Step::Accept),
        (Signer::Holder(6), offer(7)),
        (Signer::Holder(7), Step::Accept),
    ];
    assert_eq!(acts(Mix::Pure, 5), expected);
    assert_eq!(acts(Mix::Pure, 1_000).len(), 1_000);
}

#[test]
fn a_bill_in_trade_ends_with_its_delivery_by_the_carrier() {
    let acts = acts(Mix::Trade, 1_000);
    assert_eq!(acts.len(), LIFE);
    assert_eq!(acts[0], (Signer::Carrier, Step::Issue { holder: 5 }));
    assert_eq!(acts[LIFE - 1], (Signer::Carrier, Step::Deliver));
}

#[test]
fn whoever_surrenders_a_bill_in_trade_accepted_it_endorsed() {
    let acts = acts(Mix::Trade, LIFE);
    let buyer = Signer::Holder(7);
    assert_eq!(acts[4].1, Step::Offer { to: 7, order: Order::Endorsed });
    assert_eq!(acts[5], (buyer, Step::Accept));
    assert_eq!(acts[6], (buyer, Step::Surrender));
}
