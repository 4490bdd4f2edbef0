//! The traders are alike: a state in which two of them change places is the same state. Every part
//! of a title is taken apart by name here, so that a new one cannot be forgotten.

use title::{Asked, HandBack, Offer, Order, PartyId, Pledge, Purpose, Status, Title};

use crate::cast::Party;

/// One way in which the traders change places.
#[derive(Clone, Debug)]
pub struct Renaming(Vec<(PartyId, PartyId)>);

impl Renaming {
    /// All ways, the one that leaves everybody in place first.
    #[must_use]
    pub fn all(traders: &[Party]) -> Vec<Self> {
        let mut orders = vec![vec![]];
        for place in 0..traders.len() {
            orders = orders.into_iter().flat_map(|order| inserted(&order, place)).collect();
        }
        orders.sort();
        let pairs = |order: Vec<usize>| {
            let to = order.into_iter().map(|place| traders[place].id());
            traders.iter().map(|party| party.id()).zip(to).collect()
        };
        orders.into_iter().map(pairs).map(Self).collect()
    }

    fn party(&self, party: PartyId) -> PartyId {
        self.0.iter().find(|(from, _)| *from == party).map_or(party, |(_, to)| *to)
    }

    /// The title with its parties renamed.
    #[must_use]
    pub fn title(&self, title: &Title) -> Title {
        let Title {
            id,
            reference,
            version,
            carrier,
            order,
            cancellable,
            rulebook,
            terms_profile,
            document,
            master,
            status,
            pledge,
            hold,
            hand_back,
            passage,
            mark,
        } = title.clone();
        Title {
            id,
            reference,
            version,
            carrier: self.party(carrier),
            order: self.order(order),
            cancellable: cancellable.map(|order| self.order(order)),
            rulebook,
            terms_profile,
            document,
            master,
            status: self.status(status),
            pledge: pledge.map(|Pledge { pledgor, order }| Pledge {
                pledgor: self.party(pledgor),
                order: self.order(order),
            }),
            hold,
            hand_back: hand_back.map(|HandBack { to, order }| HandBack {
                to: self.party(to),
                order: self.order(order),
            }),
            passage,
            mark,
        }
    }

    fn order(&self, order: Order) -> Order {
        match order {
            Order::Straight { shipper, consignee } => {
                Order::Straight { shipper: self.party(shipper), consignee: self.party(consignee) }
            }
            Order::Named { party, may_endorse } => {
                Order::Named { party: self.party(party), may_endorse }
            }
            Order::Blank => Order::Blank,
        }
    }

    fn status(&self, status: Status) -> Status {
        match status {
            Status::Active { controller } => Status::Active { controller: self.party(controller) },
            Status::Offered { controller, offer: Offer { to, purpose, until } } => {
                let purpose = match purpose {
                    Purpose::Transfer { order } => {
                        Purpose::Transfer { order: order.map(|order| self.order(order)) }
                    }
                    Purpose::Pledge => Purpose::Pledge,
                };
                let offer = Offer { to: self.party(to), purpose, until };
                Status::Offered { controller: self.party(controller), offer }
            }
            Status::Surrendered { requester, asked } => {
                let asked = match asked {
                    Asked::Amendment { reason, to, order } => {
                        let (to, order) = (self.party(to), self.order(order));
                        Asked::Amendment { reason, to, order }
                    }
                    Asked::Delivery | Asked::Paper => asked,
                };
                Status::Surrendered { requester: self.party(requester), asked }
            }
            Status::Ended(end) => Status::Ended(end),
        }
    }
}

/// An order of places with one more place put at every position.
fn inserted(order: &[usize], place: usize) -> Vec<Vec<usize>> {
    let at = |position: usize| {
        let mut longer = order.to_vec();
        longer.insert(position, place);
        longer
    };
    (0..=order.len()).map(at).collect()
}
