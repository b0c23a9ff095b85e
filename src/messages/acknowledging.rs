//! What a customer is told whose e-mail became a request: its number, and that nothing more needs to be done.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgConnection;

use super::{Channel, Kind, queries, queries_replies};
use crate::{
    announcements::{self, Topic},
    company::{self, Company},
    values::{CustomerId, EmailAddress, TicketId, text::LONGEST_LINE},
};

/// Nobody is acknowledged twice within it: two machines that answer each other stop after one.
const ONCE_WITHIN: TimeDelta = TimeDelta::hours(24);

/// A request that its customer is told of.
#[derive(Clone, Copy, Debug)]
pub struct Acknowledgement<'a> {
    pub ticket: TicketId,
    pub number: &'a str,
    pub customer: CustomerId,
    pub to: &'a EmailAddress,
    /// Of the mail that it answers.
    pub subject: &'a str,
    pub in_reply_to: Option<&'a str>,
}

/// Queues it, in the caller's transaction; nothing where this address had one lately.
pub async fn acknowledge(
    db: &mut PgConnection,
    acknowledgement: &Acknowledgement<'_>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let since = now - ONCE_WITHIN;
    if queries_replies::was_acknowledged(&mut *db, acknowledgement.to.as_str(), since).await? {
        return Ok(());
    }
    let number = acknowledgement.number;
    let subject = format!("[{number}] Votre demande est bien reçue : {}", acknowledgement.subject);
    let reply = queries_replies::Reply {
        kind: Kind::Acknowledgement,
        channel: Channel::Email,
        customer: acknowledgement.customer,
        ticket: acknowledgement.ticket,
        recipient: acknowledgement.to.as_str(),
        subject: Some(&subject.chars().take(LONGEST_LINE).collect::<String>()),
        body: &body(number, &company::load(&mut *db).await?),
        reference: &queries::named_reference(Kind::Acknowledgement, acknowledgement.ticket.0),
        in_reply_to: acknowledgement.in_reply_to.filter(|id| is_safe(id)),
        dedup_key: &format!("{}:ticket:{}", Kind::Acknowledgement.name(), acknowledgement.ticket),
        written_by: None,
        send_after: now,
    };
    if let Some(id) = queries_replies::enqueue(&mut *db, &reply, now).await? {
        announcements::announce(&mut *db, Topic::Messages, id.0).await?;
    }
    Ok(())
}

fn body(number: &str, company: &Company) -> String {
    let phone = Some(&company.phone).filter(|phone| !phone.is_empty());
    let phone = phone.map_or_else(String::new, |phone| format!(" au {phone}"));
    format!(
        "Bonjour,\n\nVotre message nous est bien parvenu\u{a0}: il porte le numéro {number}.\n\nPour y ajouter \
         quelque chose, une photo par exemple, répondez simplement à cet e-mail.\n\nEn cas de danger (odeur de \
         brûlé, étincelles, décharge), coupez le disjoncteur général et appelez-nous{phone}\u{a0}; s’il y a du feu, sortez \
         et appelez le 18 ou le 112.\n\n{}\n",
        company.name
    )
}

/// What a stranger's program calls its mail stands in a header of ours.
pub(super) fn is_safe(id: &str) -> bool {
    id.len() <= 250
        && id.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'<' && byte != b'>')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_could_add_a_header_is_not_cited() {
        assert!(is_safe("CAB123+x=y@mail.example"));
        for id in ["a@b\r\nBcc: c@d.example", "a b@c", "é@mail.example", "a>b@c"] {
            assert!(!is_safe(id), "{id}");
        }
    }

    #[test]
    fn the_customer_reads_the_number_and_what_to_do_in_danger() {
        let body = body("SAV-2611-041", &crate::messages::drafts::tests::duret());
        assert!(body.contains("SAV-2611-041") && body.contains("112"));
    }
}
