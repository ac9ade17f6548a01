using Messaging.Domain.Notifications;
using Messaging.Domain.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Messaging.Infrastructure.Persistence.Configurations;

internal sealed class NotificationPreferencesConfiguration : IEntityTypeConfiguration<NotificationPreferences>
{
    public void Configure(EntityTypeBuilder<NotificationPreferences> preferences)
    {
        // Always looked up by user, so the key is the only index.
        preferences.HasKey(row => row.UserId);
        preferences.HasOne<User>().WithOne().HasForeignKey<NotificationPreferences>(row => row.UserId).OnDelete(DeleteBehavior.Restrict);
        preferences.ComplexProperty(row => row.DoNotDisturb, quiet => quiet
            .Property(window => window.TimeZone).HasMaxLength(DoNotDisturb.MaxTimeZoneLength).IsUnicode(false));
    }
}
