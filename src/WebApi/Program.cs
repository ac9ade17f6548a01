using Messaging.Infrastructure.Persistence;
using Messaging.WebApi;
using Messaging.WebApi.Observability;

var app = MessagingApp.Build(args);
await app.Services.PrepareDatabaseAsync(app.Lifetime.ApplicationStopping);
app.AnnounceAddresses();
await app.RunAsync();
