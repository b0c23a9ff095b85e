//! Rows into tables, as fast as PostgreSQL takes them.

use std::fmt::{Display, Write as _};

use anyhow::Context as _;
use sqlx::postgres::PgPoolCopyExt as _;
use sqlx::{PgPool, Postgres, pool::PoolConnection, postgres::PgCopyIn};

/// Sent at once.
const CHUNK_BYTES: usize = 1 << 20;

/// A table that is being filled. Rows are lines of COPY's text format.
pub(super) struct Table {
    copy: PgCopyIn<PoolConnection<Postgres>>,
    buffer: String,
}

impl Table {
    /// `columns` as in `customers (id, name)`.
    pub(super) async fn open(db: &PgPool, columns: &str) -> anyhow::Result<Self> {
        let copy = db.copy_in_raw(&format!("copy {columns} from stdin")).await?;
        Ok(Self { copy, buffer: String::with_capacity(CHUNK_BYTES + 4096) })
    }

    /// One row; [`NULL`] stands for no value.
    pub(super) async fn row(&mut self, values: &[&(dyn Display + Sync)]) -> anyhow::Result<()> {
        for (at, value) in values.iter().enumerate() {
            if at > 0 {
                self.buffer.push('\t');
            }
            write!(self.buffer, "{value}").context("a value that cannot be written")?;
        }
        self.buffer.push('\n');
        if self.buffer.len() >= CHUNK_BYTES {
            self.copy.send(self.buffer.as_bytes()).await?;
            self.buffer.clear();
        }
        Ok(())
    }

    pub(super) async fn close(mut self) -> anyhow::Result<u64> {
        self.copy.send(self.buffer.as_bytes()).await?;
        Ok(self.copy.finish().await?)
    }
}

/// No value, in COPY's text format.
pub(super) const NULL: &str = "\\N";

/// Lets the identity column of a table go on after the rows that were copied.
pub(super) async fn count_on(db: &PgPool, table: &str) -> anyhow::Result<()> {
    let statement = format!(
        "select setval(pg_get_serial_sequence('{table}', 'id'), greatest((select max(id) from {table}), 1))"
    );
    sqlx::raw_sql(sqlx::AssertSqlSafe(statement)).execute(db).await?;
    Ok(())
}
