using FluentValidation;
using MediatR;
using Messaging.Application.Common;
using Messaging.Domain.Common;
using Messaging.Domain.Users;
using Microsoft.EntityFrameworkCore;

namespace Messaging.Application.Users;

/// <summary>People whose user name or display name starts with the query; case and diacritics do not matter.</summary>
public sealed record SearchUsers(UserId Me, string Query, int Limit) : IRequest<Page<UserView>>;

internal sealed class SearchUsersValidator : AbstractValidator<SearchUsers>
{
    public SearchUsersValidator()
    {
        RuleFor(request => request.Query).NotEmpty().MaximumLength(User.MaxNameLength);
        RuleFor(request => request.Limit).InclusiveBetween(1, 50);
    }
}

internal sealed class SearchUsersHandler(IMessagingDb db) : IRequestHandler<SearchUsers, Page<UserView>>
{
    public async Task<Page<UserView>> Handle(SearchUsers request, CancellationToken cancellationToken)
    {
        // A range, not LIKE: the key columns have a binary collation on every database, so the range is
        // the prefix and the index serves it.
        var from = SearchKey.Of(request.Query);
        if (from.Length == 0) return new Page<UserView>([], NextCursor: null);
        var to = SearchKey.After(from);
        var byUserName = db.Users.Where(user => user.UserNameKey.CompareTo(from) >= 0 && user.UserNameKey.CompareTo(to) < 0);
        var byDisplayName = db.Users.Where(user => user.DisplayNameKey.CompareTo(from) >= 0 && user.DisplayNameKey.CompareTo(to) < 0);
        var users = await byUserName.Union(byDisplayName)
            .Where(user => user.Id != request.Me)
            .OrderBy(user => user.DisplayNameKey).ThenBy(user => user.UserNameKey)
            .Take(request.Limit)
            .Select(UserView.Projection)
            .ToListAsync(cancellationToken);
        return new Page<UserView>(users, NextCursor: null);
    }
}
