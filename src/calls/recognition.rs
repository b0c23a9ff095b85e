//! Who is calling? A number answers that, or several names do, or nobody does.

use sqlx::{PgConnection, PgPool};

use super::{Call, Direction, queries};
use crate::{
    customers::{self, CallerCard},
    promises,
    staff::{self, StaffMember},
    values::{CustomerId, PhoneNumber, PhoneReading, ReadPhoneError, read_phones},
};

/// A number of more customers than this belongs to an agency or a caretaker (domain.md §1.3).
const SHARED_FROM: usize = 4;

/// Who is at the other end, as far as we know.
#[derive(Clone, Debug)]
pub enum Caller {
    /// One of us.
    Colleague(StaffMember),
    Customer(CustomerId),
    /// Several customers have the number: a choice for a person, never a guess.
    Several {
        cards: Vec<CallerCard>,
        is_shared: bool,
    },
    Unknown {
        number: PhoneNumber,
        is_probable_canvassing: bool,
    },
    /// The number is withheld.
    Hidden,
    /// An extension of our own, or a service number.
    Short(String),
    /// A call noted by hand without a number, or one that nobody can read.
    Numberless,
}

/// Looks the number up, unless a person has said who it is.
pub async fn recognise(db: &PgPool, call: &Call) -> sqlx::Result<Caller> {
    if let Some(customer) = call.customer_id {
        return Ok(Caller::Customer(customer));
    }
    let Some(number) = call.number() else { return Ok(without_number(call)) };
    if let Some(colleague) = staff::find_by_phone(db, number.as_str()).await? {
        return Ok(Caller::Colleague(colleague));
    }
    let mut cards = customers::by_phone(db, &number).await?;
    Ok(match cards.len() {
        0 => Caller::Unknown { is_probable_canvassing: number.is_probable_canvassing(), number },
        1 => Caller::Customer(cards.remove(0).id),
        count => Caller::Several { cards, is_shared: count >= SHARED_FROM },
    })
}

/// The one customer of a number; none where it is a colleague's, nobody's or several people's.
pub(super) async fn only_customer(
    db: &mut PgConnection,
    number: &PhoneNumber,
) -> sqlx::Result<Option<CustomerId>> {
    if staff::find_by_phone(&mut *db, number.as_str()).await?.is_some() {
        return Ok(None);
    }
    let cards = customers::by_phone(&mut *db, number).await?;
    Ok(match cards.as_slice() {
        [one] => Some(one.id),
        _ => None,
    })
}

/// A person has said whose number this is: earlier calls of it that waited for a name get it, and what
/// is owed for them is owed to this customer. Not where others have the number too.
pub(super) async fn match_earlier(
    db: &mut PgConnection,
    number: &PhoneNumber,
    customer: CustomerId,
) -> sqlx::Result<()> {
    if only_customer(&mut *db, number).await? != Some(customer) {
        return Ok(());
    }
    let calls = queries::give_unmatched(&mut *db, number, customer).await?;
    promises::name_customer_of_calls(&mut *db, &calls, customer).await
}

fn without_number(call: &Call) -> Caller {
    let raw = match call.direction {
        Direction::In => &call.from_raw,
        Direction::Out => &call.to_raw,
    };
    match read_phones(raw) {
        PhoneReading::Short(digits) => Caller::Short(digits),
        PhoneReading::Err(ReadPhoneError::Hidden) => Caller::Hidden,
        // A PBX also says nothing at all for a withheld number.
        PhoneReading::Err(ReadPhoneError::Empty) if call.is_announced => Caller::Hidden,
        _ => Caller::Numberless,
    }
}
