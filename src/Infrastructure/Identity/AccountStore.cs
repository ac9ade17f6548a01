using Messaging.Infrastructure.Persistence;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;

namespace Messaging.Infrastructure.Identity;

/// <summary>Identity's own store on our context, whichever database that is.</summary>
internal sealed class AccountStore(MessagingDbContext db, IdentityErrorDescriber? describer = null)
    : UserOnlyStore<Account, MessagingDbContext, Guid>(db, describer);
