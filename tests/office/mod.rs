mod calls;
mod day;
mod messages;
mod sign_in;
