//! `suki-opt lsp`: an editor's questions about programs, over standard input and output.
//!
//! One thread answers in order; texts are kept whole, as the editor has them, saved or not. Nothing an editor sends ends
//! the server but its own word, and no text makes it panic: it asks the same library as `check`.

mod answers;
mod documents;
mod hover;
mod names;
mod position;

use super::Problem;
use crate::ui::Ui;
use documents::Documents;
use lsp_server::{Connection, ErrorCode, Message, Notification, Request, Response};
use lsp_types::notification::{
    DidChangeTextDocument, DidCloseTextDocument, DidOpenTextDocument, Notification as _, PublishDiagnostics,
};
use lsp_types::request::{Formatting, GotoDefinition, HoverRequest, PrepareRenameRequest, Rename, Request as _};
use lsp_types::{
    HoverProviderCapability, OneOf, PositionEncodingKind, RenameOptions, ServerCapabilities,
    TextDocumentSyncCapability, TextDocumentSyncKind,
};
use serde::de::DeserializeOwned;

/// Answers an editor over standard input and output: diagnostics, hover, go to definition, rename, formatting
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What many editors pass; standard input and output are used anyway
    #[arg(long, hide = true)]
    stdio: bool,
}

/// Serves until the editor says that it is enough.
pub fn run(_: &Args, _: &Ui) -> Result<(), Problem> {
    let broken = |what: &str, error: &dyn std::fmt::Display| Problem::could_not_run(format!("{what}: {error}"));
    let (connection, threads) = Connection::stdio();
    let capabilities = serde_json::to_value(capabilities()).map_err(|error| broken("capabilities", &error))?;
    connection.initialize(capabilities).map_err(|error| broken("the editor does not speak LSP", &error))?;
    let served = serve(&connection).map_err(|error| broken("the editor broke the protocol", &error));
    // The writer ends when nobody can send any more.
    drop(connection);
    served.and(threads.join().map_err(|error| broken("standard input and output", &error)))
}

fn capabilities() -> ServerCapabilities {
    ServerCapabilities {
        position_encoding: Some(PositionEncodingKind::UTF16),
        text_document_sync: Some(TextDocumentSyncCapability::Kind(TextDocumentSyncKind::FULL)),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        definition_provider: Some(OneOf::Left(true)),
        rename_provider: Some(OneOf::Right(RenameOptions {
            prepare_provider: Some(true),
            work_done_progress_options: lsp_types::WorkDoneProgressOptions::default(),
        })),
        document_formatting_provider: Some(OneOf::Left(true)),
        ..ServerCapabilities::default()
    }
}

fn serve(connection: &Connection) -> Result<(), lsp_server::ProtocolError> {
    let mut documents = Documents::default();
    for message in &connection.receiver {
        match message {
            Message::Request(request) => {
                if connection.handle_shutdown(&request)? {
                    return Ok(());
                }
                // When the editor is gone, the next message does not come.
                let _ = connection.sender.send(Message::Response(answer(&mut documents, request)));
            }
            Message::Notification(notification) => {
                for said in take_note(&mut documents, notification) {
                    let said = Notification::new(PublishDiagnostics::METHOD.to_string(), said);
                    let _ = connection.sender.send(Message::Notification(said));
                }
            }
            Message::Response(_) => {}
        }
    }
    Ok(())
}

/// Keeps what the editor tells; what is to be said of which file now.
fn take_note(documents: &mut Documents, notification: Notification) -> Vec<lsp_types::PublishDiagnosticsParams> {
    let params = notification.params;
    match notification.method.as_str() {
        DidOpenTextDocument::METHOD => {
            let Ok(opened) = serde_json::from_value::<lsp_types::DidOpenTextDocumentParams>(params) else {
                return vec![];
            };
            documents.put(&opened.text_document.uri, opened.text_document.text);
        }
        DidChangeTextDocument::METHOD => {
            let Ok(changed) = serde_json::from_value::<lsp_types::DidChangeTextDocumentParams>(params) else {
                return vec![];
            };
            // Whole texts only, as the capabilities say: the last one counts.
            if let Some(last) = changed.content_changes.into_iter().next_back() {
                documents.put(&changed.text_document.uri, last.text);
            }
        }
        DidCloseTextDocument::METHOD => {
            let Ok(closed) = serde_json::from_value::<lsp_types::DidCloseTextDocumentParams>(params) else {
                return vec![];
            };
            documents.remove(&closed.text_document.uri);
        }
        _ => return vec![],
    }
    documents.diagnostics()
}

fn answer(documents: &mut Documents, request: Request) -> Response {
    let Request { id, method, params } = request;
    match method.as_str() {
        HoverRequest::METHOD => reply(id, params, |asked| Ok(answers::hover(documents, &asked))),
        GotoDefinition::METHOD => reply(id, params, |asked| Ok(answers::definition(documents, &asked))),
        PrepareRenameRequest::METHOD => reply(id, params, |asked| answers::prepare_rename(documents, &asked)),
        Rename::METHOD => reply(id, params, |asked| answers::rename(documents, &asked)),
        Formatting::METHOD => reply(id, params, |asked| Ok(answers::format(documents, &asked))),
        other => {
            let message = format!("suki-opt does not answer {other}");
            Response::new_err(id, ErrorCode::MethodNotFound as i32, message)
        }
    }
}

fn reply<P: DeserializeOwned, R: serde::Serialize>(
    id: lsp_server::RequestId,
    params: serde_json::Value,
    answer: impl FnOnce(P) -> Result<R, String>,
) -> Response {
    match serde_json::from_value(params) {
        Err(error) => Response::new_err(id, ErrorCode::InvalidParams as i32, error.to_string()),
        Ok(params) => match answer(params) {
            Ok(result) => Response::new_ok(id, result),
            Err(reason) => Response::new_err(id, ErrorCode::RequestFailed as i32, reason),
        },
    }
}
