using Messaging.Domain.Common;

namespace Messaging.Application.Samples;

/// <summary>The ids of the samples, which the examples of the API use.</summary>
public static class SampleIds
{
    public static readonly UserId An = new(new Guid("0198f2a0-0000-7000-8000-00000000000a"));
    public static readonly UserId Binh = new(new Guid("0198f2a0-0000-7000-8000-00000000000b"));
    public static readonly UserId Chi = new(new Guid("0198f2a0-0000-7000-8000-00000000000c"));

    /// <summary>The direct conversation of An and Binh.</summary>
    public static readonly ConversationId Direct = new(new Guid("0198f2a0-0000-7000-8000-0000000000d0"));

    /// <summary>A group of all three, which An owns.</summary>
    public static readonly ConversationId Group = new(new Guid("0198f2a0-0000-7000-8000-0000000000e0"));

    /// <summary>A message of An to Binh.</summary>
    public static readonly MessageId Message = new(new Guid("0198f2a0-0000-7000-8000-0000000000f0"));
}
