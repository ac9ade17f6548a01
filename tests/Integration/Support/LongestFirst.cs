using Messaging.Integration.Browser;
using Messaging.Integration.Support;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace Messaging.Integration.Support;

/// <summary>Starts the two collections of browser tests before all others. Their tests run one after the other and would otherwise end last, beside an idle processor.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    /// <inheritdoc/>
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderByDescending(collection => collection.TestCollectionDisplayName is BrowserTests.Name or BrowserFaultTests.Name)];
}
