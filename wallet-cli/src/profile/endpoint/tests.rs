use super::{Endpoint, EndpointError, MOST_ENDPOINT_BYTES};

fn refused(text: &str) -> EndpointError {
    text.parse::<Endpoint>().unwrap_err()
}

#[test]
fn an_address_is_written_back_as_it_was_given() {
    for text in ["http://127.0.0.1:7001", "https://node.harbour.example:7443", "http://[::1]:7001"]
    {
        assert_eq!(text.parse::<Endpoint>().unwrap().to_string(), text);
    }
}

#[test]
fn an_address_without_scheme_host_or_port_is_refused() {
    for text in
        ["", "node:7001", "127.0.0.1:7001", "ftp://node:7001", "http://:7001", "http://node"]
    {
        assert_eq!(refused(text), EndpointError::Form, "{text:?}");
    }
}

#[test]
fn a_password_in_an_address_is_refused() {
    assert_eq!(refused("https://user:secret@node:7443"), EndpointError::Credentials);
}

#[test]
fn an_address_with_a_path_or_query_is_refused() {
    assert_eq!(refused("https://node:7443/api"), EndpointError::Path);
    assert_eq!(refused("https://node:7443/?q=1"), EndpointError::Path);
}

#[test]
fn an_endless_address_is_refused_before_it_is_parsed() {
    let text = format!("https://{}:7443", "a".repeat(MOST_ENDPOINT_BYTES));
    assert_eq!(refused(&text), EndpointError::TooLong);
}
