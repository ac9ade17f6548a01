using Messaging.Application.Auth;
using Messaging.Domain.Auth;
using Messaging.Domain.Users;
using Messaging.Infrastructure.Identity;
using Messaging.Infrastructure.Identity.Outside;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Messaging.Infrastructure.Persistence.Configurations;

internal sealed class UserConfiguration : IEntityTypeConfiguration<User>
{
    public void Configure(EntityTypeBuilder<User> user)
    {
        user.HasKey(row => row.Id);
        user.Property(row => row.Id).ValueGeneratedNever();
        user.Property(row => row.UserName).HasMaxLength(User.MaxNameLength);
        user.Property(row => row.UserNameKey).HasMaxLength(SearchKey.MaxLength);
        user.Property(row => row.DisplayName).HasMaxLength(User.MaxNameLength);
        user.Property(row => row.DisplayNameKey).HasMaxLength(SearchKey.MaxLength);
        user.Property(row => row.AvatarUrl).HasMaxLength(500);
        // A writer that forgot the lock fails here instead of giving a number twice.
        user.Property(row => row.Revision).IsConcurrencyToken();
        user.HasIndex(row => row.UserNameKey);
        user.HasIndex(row => row.DisplayNameKey);
        // At each start: whose keys are of an earlier release?
        user.HasIndex(row => row.SearchKeyVersion);
    }
}

internal sealed class SearchWordConfiguration : IEntityTypeConfiguration<SearchWord>
{
    public void Configure(EntityTypeBuilder<SearchWord> word)
    {
        // Does this user have a word that begins with …?
        word.HasKey(row => new { row.UserId, row.Word });
        word.Property(row => row.Word).HasMaxLength(SearchWord.MaxLength);
        word.Property(row => row.Order).HasMaxLength(SearchWord.MaxOrderLength);
        word.HasOne<User>().WithMany().HasForeignKey(row => row.UserId).OnDelete(DeleteBehavior.Cascade);
        // The people whose words begin with …, in their order; whole, so that no row has to be looked up.
        word.HasIndex(row => new { row.Word, row.Order, row.UserId });
    }
}

internal sealed class SessionConfiguration : IEntityTypeConfiguration<Session>
{
    public void Configure(EntityTypeBuilder<Session> session)
    {
        session.HasKey(row => row.Id);
        session.Property(row => row.Id).ValueGeneratedNever();
        session.Property(row => row.TokenHash).HasMaxLength(32).IsConcurrencyToken();
        session.Property(row => row.PreviousTokenHash).HasMaxLength(32);
        session.Property(row => row.SealedToken).HasMaxLength(32);
        session.Property(row => row.EarlierTokens).HasMaxLength(2_000);
        session.Property(row => row.Address).HasMaxLength(Device.MaxAddress);
        session.Property(row => row.UserAgent).HasMaxLength(Device.MaxUserAgent);
        session.HasOne<User>().WithMany().HasForeignKey(row => row.UserId).OnDelete(DeleteBehavior.Restrict);
        session.HasIndex(row => row.UserId);
        session.HasIndex(row => row.ExpiresAt);
    }
}

internal sealed class AccountConfiguration : IEntityTypeConfiguration<Account>
{
    public void Configure(EntityTypeBuilder<Account> account)
    {
        account.ToTable("Accounts");
        account.HasKey(row => row.Id);
        account.Property(row => row.Id).ValueGeneratedNever();
        account.Property(row => row.UserName).HasMaxLength(User.MaxNameLength);
        account.Property(row => row.NormalizedUserName).HasMaxLength(User.MaxNameLength);
        account.Property(row => row.PasswordHash).HasMaxLength(500);
        account.Property(row => row.SecurityStamp).HasMaxLength(100);
        account.Property(row => row.ConcurrencyStamp).HasMaxLength(100).IsConcurrencyToken();
        // No mail, no telephone, no second factor yet: no columns that nobody fills.
        account.Ignore(row => row.Email);
        account.Ignore(row => row.NormalizedEmail);
        account.Ignore(row => row.EmailConfirmed);
        account.Ignore(row => row.PhoneNumber);
        account.Ignore(row => row.PhoneNumberConfirmed);
        account.Ignore(row => row.TwoFactorEnabled);
        account.HasIndex(row => row.NormalizedUserName).IsUnique();
        // Every node looks for locked accounts each second.
        account.HasIndex(row => row.LockoutEnd);
    }
}

internal sealed class OutsideIdentityConfiguration : IEntityTypeConfiguration<OutsideIdentity>
{
    public void Configure(EntityTypeBuilder<OutsideIdentity> identity)
    {
        // The key is what keeps many first requests at once from making many users.
        identity.HasKey(row => new { row.Issuer, row.Subject });
        identity.Property(row => row.Issuer).HasMaxLength(OutsideSubject.MaxIssuerLength).IsUnicode(false);
        identity.Property(row => row.Subject).HasMaxLength(OutsideSubject.MaxSubjectLength).IsUnicode(false);
        identity.HasOne<User>().WithMany().HasForeignKey(row => row.UserId).OnDelete(DeleteBehavior.Restrict);
        identity.HasIndex(row => row.UserId);
    }
}
